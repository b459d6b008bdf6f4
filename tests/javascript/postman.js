// The part of Postman that the scripts of docs/quittance.postman_collection.json use.

// The variables that the script sets after an answer with that status and body.
export function variablesAfter(script, status, body) {
  const variables = {};
  const pm = {
    response: { code: status, json: () => JSON.parse(body) },
    collectionVariables: { set: (name, value) => (variables[name] = value) },
  };
  new Function("pm", script)(pm);
  return variables;
}
