/** What a function answers to an event source mapping: the items that it could not deal with, by their identifiers. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export function failures(identifiers: readonly string[]): BatchAnswer {
  return { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) };
}
