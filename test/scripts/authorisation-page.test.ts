import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { authorisationPage } from '../../scripts/authorisation-page.ts';

it('docs/authorisation.md is what the code says; "npm run authorisation" writes it', () => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/authorisation.md'), 'utf8')).toBe(authorisationPage());
});
