//! The part of JSON Schema that our schemas use.

use serde_json::Value;

/// Checks a results file against the schema of its version.
pub fn check(file: &Value) -> Result<(), String> {
    let schema = match file["version"].as_u64() {
        Some(1) => include_str!("../../docs/results-1.schema.json"),
        _ => include_str!("../../docs/results.schema.json"),
    };
    let schema: Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    check_part(file, &schema, &schema, "$")
}

/// Fields the schema doesn't know are an error here, though readers ignore them, so that none is forgotten in it.
fn check_part(value: &Value, schema: &Value, root: &Value, at: &str) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
    let named = schema["$ref"].as_str().map(|name| root.pointer(name.trim_start_matches('#')));
    let schema = match named {
        Some(Some(named)) => named,
        Some(None) => return wrong("the schema refers to nothing"),
        None => schema,
    };
    if schema.get("const").is_some_and(|constant| constant != value) {
        return wrong("not the constant");
    }
    if schema.get("enum").is_some_and(|allowed| !allowed.as_array().is_some_and(|allowed| allowed.contains(value))) {
        return wrong("not one of the values");
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    if !types.is_empty() && !types.iter().any(|word| is_of_type(value, word)) {
        return wrong("not of its type");
    }
    if let Some(any) = schema["anyOf"].as_array()
        && !any.iter().any(|one| check_part(value, one, root, at).is_ok())
    {
        return wrong("none of several");
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_f64(), value.as_f64())
        && number < least
    {
        return wrong("too small");
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check_part(item, &schema["items"], root, &format!("{at}[{index}]"))?;
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            return wrong(name);
        }
    }
    let Some(properties) = schema.get("properties") else { return Ok(()) };
    for (name, field) in value.as_object().into_iter().flatten() {
        match properties.get(name) {
            Some(known) => check_part(field, known, root, &format!("{at}.{name}"))?,
            None => return wrong(name),
        }
    }
    Ok(())
}

fn is_of_type(value: &Value, word: &str) -> bool {
    match word {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
