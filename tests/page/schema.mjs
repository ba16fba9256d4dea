// As much of JSON Schema as docs/results.schema.json uses; a keyword that isn't known here is an error, not a pass.

const TYPES = {
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  null: (value) => value === null,
  number: (value) => typeof value === "number",
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  string: (value) => typeof value === "string",
};
const WORDS = ["$schema", "title", "description"];

/** Every breach of a schema, as sentences with the place. */
export function breaches(value, schema, place = "$") {
  const found = [];
  const breach = (text) => found.push(`${place} ${text}`);
  for (const [keyword, rule] of Object.entries(schema)) {
    if (keyword === "type") {
      if (![rule].flat().some((type) => TYPES[type](value))) breach(`is ${JSON.stringify(value)} and not ${rule}`);
    } else if (keyword === "const") {
      if (value !== rule) breach(`is ${JSON.stringify(value)} and not ${JSON.stringify(rule)}`);
    } else if (keyword === "enum") {
      if (!rule.includes(value)) breach(`is ${JSON.stringify(value)}, which is none of ${JSON.stringify(rule)}`);
    } else if (keyword === "minimum") {
      if (typeof value === "number" && value < rule) breach(`is ${value}, less than ${rule}`);
    } else if (keyword === "required") {
      for (const key of rule) if (!(key in Object(value))) breach(`has no ${key}`);
    } else if (keyword === "properties") {
      for (const [key, inner] of Object.entries(rule)) {
        if (key in Object(value)) found.push(...breaches(value[key], inner, `${place}.${key}`));
      }
    } else if (keyword === "items") {
      if (Array.isArray(value)) value.forEach((item, index) => found.push(...breaches(item, rule, `${place}[${index}]`)));
    } else if (!WORDS.includes(keyword)) {
      throw new Error(`the schema uses ${keyword}, which schema.mjs doesn't know`);
    }
  }
  return found;
}
