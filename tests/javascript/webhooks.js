// Standard Webhooks as others have written it: v1 by the official package, v1a, which that does not know, by Node itself.

import { createPrivateKey, createPublicKey, sign as signBytes, verify as verifyBytes } from "node:crypto";
import * as standardWebhooks from "standardwebhooks";

// What stands before the 32 bytes of an ed25519 key in DER (RFC 8410, sections 4 and 7).
const PUBLIC_KEY_HEAD = Buffer.from("302a300506032b6570032100", "hex");
const PRIVATE_KEY_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

// The names that the package knows.
export function exported() {
  return Object.keys(standardWebhooks.default).sort();
}

export function sign(secret, id, timestamp, body) {
  return new standardWebhooks.Webhook(secret).sign(id, new Date(timestamp * 1000), body);
}

export function verify(secret, headers, body, now) {
  const clock = Date.now;
  Date.now = () => now * 1000; // the package takes no other time
  try {
    return new standardWebhooks.Webhook(secret).verify(body, headers);
  } finally {
    Date.now = clock;
  }
}

export function signAsymmetric(privateKey, id, timestamp, body) {
  const seed = Buffer.from(privateKey.slice("whsk_".length), "base64").subarray(0, 32);
  const key = createPrivateKey({ key: Buffer.concat([PRIVATE_KEY_HEAD, seed]), format: "der", type: "pkcs8" });
  return `v1a,${signBytes(null, content(id, timestamp, body), key).toString("base64")}`;
}

export function isSignedAsymmetric(publicKey, id, timestamp, body, signature) {
  const raw = Buffer.from(publicKey.slice("whpk_".length), "base64");
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_KEY_HEAD, raw]), format: "der", type: "spki" });
  return verifyBytes(null, content(id, timestamp, body), key, Buffer.from(signature.slice("v1a,".length), "base64"));
}

function content(id, timestamp, body) {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
}
