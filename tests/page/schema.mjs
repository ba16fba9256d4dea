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
const WORDS = ["$schema", "$defs", "title", "description"];

/** Every breach of a schema, as sentences with the place. */
export function breaches(value, schema, place = "$", root = schema) {
  const found = [];
  const within = (value, schema, place) => breaches(value, schema, place, root);
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
        if (key in Object(value)) found.push(...within(value[key], inner, `${place}.${key}`));
      }
    } else if (keyword === "$ref") {
      found.push(...within(value, rule.split("/").slice(1).reduce((part, name) => part[name], root), place));
    } else if (keyword === "anyOf") {
      if (!rule.some((one) => within(value, one, place).length === 0)) breach("is none of what it may be");
    } else if (keyword === "items") {
      if (Array.isArray(value)) value.forEach((item, index) => found.push(...within(item, rule, `${place}[${index}]`)));
    } else if (!WORDS.includes(keyword)) {
      throw new Error(`the schema uses ${keyword}, which schema.mjs doesn't know`);
    }
  }
  return found;
}
