// Makes src/protocol.ts, the types of all methods, from the protocol's OpenRPC document. The document is what the
// server answers to rpc.discover; a test of the server holds it against the code.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL("..", import.meta.url);
const source = new URL(process.env.REVEILLE_OPENRPC ?? "../../docs/openrpc.json", here);
const document = JSON.parse(readFileSync(source, "utf8"));

const quoted = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

/** A JSON schema as a type. Whatever it has that is not known here stops the build. */
function type(schema, indent) {
  if (schema.$ref) return schema.$ref.replace("#/components/schemas/", "");
  if (schema.oneOf) return schema.oneOf.map((one) => type(one, indent)).join(" | ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) {
    return schema.type.map((one) => type({ ...schema, type: one }, indent)).join(" | ");
  }
  switch (schema.type) {
    case undefined: return "unknown";
    case "null": return "null";
    case "string": return "string";
    case "boolean": return "boolean";
    case "integer":
    case "number": return "number";
    case "array": return `Array<${type(schema.items ?? {}, indent)}>`;
    case "object": return object(schema, indent);
    default: throw new Error(`no type is known for ${JSON.stringify(schema)}`);
  }
}

function object(schema, indent) {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) {
    const values = typeof schema.additionalProperties === "object" ? type(schema.additionalProperties, indent) : "unknown";
    return `Record<string, ${values}>`;
  }
  const lines = properties.map(([name, property]) => field(name, property, schema.required?.includes(name), indent + "  "));
  if (schema.additionalProperties === true) lines.push(`${indent}  [field: string]: unknown;`);
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function field(name, schema, required, indent, meaning = schema.description) {
  return `${comment(meaning, indent)}${indent}${quoted(name)}${required ? "" : "?"}: ${type(schema, indent)};`;
}

function comment(text, indent = "") {
  return text ? `${indent}/** ${text.replaceAll("*/", "*\\/")} */\n` : "";
}

const schemas = Object.entries(document.components.schemas).map(
  ([name, schema]) => `${comment(schema.description)}export type ${name} = ${type(schema, "")};\n`,
);
const methods = document.methods.map((method) => {
  const params = method.params.map((param) => field(param.name, param.schema, param.required, "      ", param.description));
  const taken = params.length === 0 ? "Record<string, never>" : `{\n${params.join("\n")}\n    }`;
  const name = method.name.replace(/^async\./, "");
  return `${comment(method.summary, "  ")}  ${quoted(name)}: {\n    params: ${taken};\n    result: ${type(method.result.schema, "    ")};\n  };`;
});

writeFileSync(
  new URL("src/protocol.ts", here),
  `// Made by scripts/generate.mjs from docs/openrpc.json.\n\n${schemas.join("\n")}
/** What each method takes and answers; \`async.\` is left out of the names. */
export interface Methods {
${methods.join("\n")}
}
`,
);
