/** `name.surname` is called by its last part where that has words of its own. */
export function attributeLabel(
  name: string,
  code: (group: string, code: string) => string,
): string {
  return code("field", name);
}
