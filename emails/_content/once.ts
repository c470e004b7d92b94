/** Remembers what was made of each thing. */
export function once<T, V>(make: (of: T) => V): (of: T) => V {
  const made = new Map<T, V>();
  return (of) => {
    const known = made.get(of);
    if (known !== undefined) return known;
    const fresh = make(of);
    made.set(of, fresh);
    return fresh;
  };
}
