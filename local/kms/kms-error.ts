/** An error in the form that the SDK reads. */
export class KmsError extends Error {
  override name = 'KmsError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
