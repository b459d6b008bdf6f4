// Calls functions for Python, see node.py: each line that comes in is `{"module", "function", "arguments"}`, each line
// that goes out `{"result"}`, or `{"error", "message"}` of what was thrown. Bytes come as `{"base64"}`.

import { createInterface } from "node:readline";

const argument = (value) => (value?.base64 === undefined ? value : Buffer.from(value.base64, "base64"));

for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line);
  let answer;
  try {
    const module = await import(call.module);
    answer = { result: await module[call.function](...call.arguments.map(argument)) };
  } catch (error) {
    answer = { error: error.name, message: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
