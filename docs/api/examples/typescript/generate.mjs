// node generate.mjs https://duban.example/api/v1/schema/  →  schema.ts beside this file
import { writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const BLOB = ts.factory.createTypeReferenceNode("Blob");

const types = await openapiTS(new URL(process.argv[2]), {
  defaultNonNullable: false, // what has a default may be left out of a request
  transform: (schema) => (schema.format === "binary" ? BLOB : undefined), // a file is no text
});
await writeFile(new URL("schema.ts", import.meta.url), astToString(types));
