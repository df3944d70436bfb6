// What a form says, as values that can be compared with those of a file.

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// The settings of one item of a list: of a record, or of a single value.
export const itemField = (field) => field.field ?? { fields: field.fields ?? [] };

export const fieldOf = (field, key) => (field.fields ?? []).find((one) => one.name === key) ?? {};

// A value without what stands for nothing: empty boxes, keys and items; null if nothing is left.
// Words are composed (NFC) and without blanks around them, as the check wants them.
export function meant(value, field = {}) {
  if (typeof value === "string") return value.trim().normalize("NFC") || null;
  if (Array.isArray(value)) {
    const items = value.map((item) => meant(item, itemField(field))).filter((item) => item !== null);
    return items.length ? items : null;
  }
  if (isObject(value)) {
    const kept = inOrder(Object.keys(value), field)
      .map((key) => [key, meant(value[key], fieldOf(field, key))])
      .filter(([, inner]) => inner !== null);
    return kept.length ? Object.fromEntries(kept) : null;
  }
  return value ?? null;
}

// Keys in the order of the form, then those that it does not know.
export function inOrder(keys, field) {
  const known = (field.fields ?? []).map((one) => one.name);
  return [...known.filter((key) => keys.includes(key)), ...keys.filter((key) => !known.includes(key))];
}

export function same(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
  }
  return a === b;
}
