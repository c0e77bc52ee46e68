/**
 * What the contract promises and the schema does not serve yet, by what brings it; the lists only shrink. An entry is a
 * line as `factsOf` writes it, or, where nothing of it is served yet, a type or a member of one, for all that it holds.
 */
export const TO_COME: Readonly<Record<string, readonly string[]>> = {
  /** A selection that was looked at before it is acted on. */
  console: ['BulkExecutionsInput.selection', 'BulkExecutionsPayload.selection'],
};
