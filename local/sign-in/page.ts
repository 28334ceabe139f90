import { createHash } from 'node:crypto';
import type { People, Person } from './people.ts';

const STYLE = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 0.5rem; }
ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.5rem; }
button, input { font: inherit; padding: 0.5rem 0.75rem; border: 1px solid GrayText; border-radius: 0.25rem; }
button { cursor: pointer; text-align: left; }
button small { display: block; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
.fault { border-left: 0.25rem solid #b50909; padding-left: 0.75rem; }
`;

/**
 * Headers of a page: no script, no style but ours, nothing from elsewhere, no frame around it. Browsers hold the redirects after a form
 * to `form-action` too, and the last of them leads to the program that asked for the sign-in.
 */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "form-action 'self' http://127.0.0.1:* http://localhost:*",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
};

/** The page on which somebody says who they are. `action` is where the form leads; `fault` is what was wrong with the last try. */
export function signInPage(people: People, action: string, fault: string | null): string {
  const sections = people.sections.filter((section) => section.people.length > 0);
  return page(
    'Sign in to Countersign',
    `${fault === null ? '' : `<p class="fault" role="alert">${escaped(fault)}</p>`}
<p>This Countersign runs on this machine, so nobody is asked for a password. Choose who you are.</p>
<form method="post" action="${escaped(action)}">
${sections.map(({ heading, people: some }) => section(heading, some)).join('\n')}
</form>
<h2 id="other">Another vendor</h2>
<form method="post" action="${escaped(action)}" aria-labelledby="other">
<label for="vendor">Id of the vendor</label>
<input id="vendor" name="vendor" required pattern="[a-z0-9][a-z0-9._\\-]{0,63}" autocomplete="off" spellcheck="false">
<button>Sign in</button>
</form>`,
  );
}

/** A page that says why nobody can sign in here. */
export function faultPage(fault: string): string {
  const advice =
    '<p>Begin again from the program that sent you here, for example with <code>countersign login</code>.</p>';
  return page('Signing in failed', `<p class="fault" role="alert">${escaped(fault)}</p>\n${advice}`);
}

function section(heading: string, people: readonly Person[]): string {
  const id = heading.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const items = people.map(
    (person) =>
      `<li><button name="person" value="${escaped(person.id)}">${escaped(person.label)} <small>${escaped(person.id)}</small></button></li>`,
  );
  return `<h2 id="${id}">${escaped(heading)}</h2>\n<ul aria-labelledby="${id}">\n${items.join('\n')}\n</ul>`;
}

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
