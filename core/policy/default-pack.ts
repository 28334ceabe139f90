/** The pack that judges a bundle whose manifest cannot be read or names no pack that is there; what is shown first where none is named. */
export const DEFAULT_PACK = 'us-frontier/2026.1';
