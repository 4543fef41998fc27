/** A pure function of one text, which remembers the last answer: for texts of which the same one comes again and again. */
export function ultimo<Result>(de: (texto: string) => Result): (texto: string) => Result {
  let last: string | undefined;
  let result: Result;
  return (texto) => {
    if (texto !== last) {
      result = de(texto);
      last = texto;
    }
    return result;
  };
}
