/** Other origins that the console talks to. */
export interface Origins {
  /** Where people sign in, and tokens come from. */
  readonly signIn: string;
  /** Where bundles are uploaded to. */
  readonly uploads: string;
}

/**
 * What a browser may do with a page of the console: run its own scripts and styles, talk to its own origin, to the sign-in and to the bucket,
 * and nothing else. Texts out of logs can bring markup; even where one got through, it could neither run nor send anything anywhere.
 */
export function securityHeaders({ signIn, uploads }: Origins): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${signIn} ${uploads}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    'upgrade-insecure-requests',
  ];
  return {
    'content-security-policy': (signIn.startsWith('https:') ? policy : policy.slice(0, -1)).join('; '),
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}

/** The script of the worker in which a bundle is checked before its upload; a worker has the policy with which its script was served. */
const CHECKER = /^assets\/checker-[\w-]+\.js$/;

/**
 * What a file of the console is served with. The checker alone may compile WebAssembly, because the loops of `core/simd` are that; it gets the
 * files that the vendor chose, has no page, and may load nothing but standards.
 */
export function headersOf(path: string, security: Record<string, string>): Record<string, string> {
  if (!CHECKER.test(path)) return security;
  const policy = ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'"];
  return { ...security, 'content-security-policy': policy.join('; ') };
}
