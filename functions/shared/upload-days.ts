/** Days that an upload may take from its start; what is declared of it expires then. */
export const UPLOAD_DAYS = 7;
