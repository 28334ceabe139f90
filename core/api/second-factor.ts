/** Claim of an access token that tells of the second factor: {@link BY_POOL}, or when the provider asked for it, seconds since 1970. */
export const SECOND_FACTOR_CLAIM = 'countersign:second_factor';
/** The user pool signs nobody in without a second factor of its own. */
export const BY_POOL = 'pool';

/** A sign-in that is older proves nothing to what decides. */
export const RECENT_MINUTES = 60;
/** What lies between a provider's answer and the token that follows from it, at most; what is further apart are two sign-ins. */
const SAME_SIGN_IN_S = 120;
/** By how much clocks may differ. */
const SKEW_S = 60;

/** What a token says of the sign-in from which it comes. */
export interface SignInProof {
  /** Value of {@link SECOND_FACTOR_CLAIM}. */
  readonly secondFactor: string | undefined;
  /** Claim `auth_time`: when the person signed in, seconds since 1970; a renewed token keeps it. */
  readonly authTime: number | undefined;
}

const CODES = ['second-factor-missing', 'sign-in-old'] as const;

/** Why a sign-in does not suffice to decide. */
export interface ProofRefusal {
  readonly code: (typeof CODES)[number];
  readonly message: string;
}

/** Whether a refusal by its code is one that another sign-in, with a second factor, puts right. */
export const isProofRefusal = (code: string): boolean => CODES.some((one) => one === code);

/**
 * Why somebody may not decide by a sign-in: it shows no second factor, or it was too long ago. What is absent or makes no sense proves nothing.
 * @param now seconds since 1970, by the clock of whoever asks
 */
export function proofRefusal({ secondFactor, authTime }: SignInProof, now: number): ProofRefusal | null {
  if (authTime === undefined || !Number.isFinite(authTime) || !hasSecondFactor(secondFactor, authTime))
    return {
      code: 'second-factor-missing',
      message:
        'This takes a sign-in with a second factor, and yours shows none. Sign in again with it; where your organisation signs you in, ' +
        'it has to ask for it, and to say so (docs/runbook.md).',
    };
  if (authTime > now + SKEW_S || now - authTime > RECENT_MINUTES * 60)
    return {
      code: 'sign-in-old',
      message: `This takes a sign-in within the last ${RECENT_MINUTES} minutes, and yours was before. Sign in again with your second factor.`,
    };
  return null;
}

/** A provider's second factor counts for the sign-in that it was asked for, and for no other of the same person. */
function hasSecondFactor(claim: string | undefined, authTime: number): boolean {
  if (claim === BY_POOL) return true;
  return claim !== undefined && /^\d{1,12}$/.test(claim) && Math.abs(authTime - Number(claim)) <= SAME_SIGN_IN_S;
}
