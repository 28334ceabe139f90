import * as z from 'zod';
import { Criterion, Rule } from './criterion.ts';
import { Finding } from './finding.ts';
import { ManifestPart } from './view/manifest-view.ts';

/** Whose signature counts: that of a key which the vendor has registered, or anybody's over every file. */
const Signer = z.enum(['registered', 'anybody']);

const Asked = z.strictObject({
  by: Signer,
  when: Rule.optional().describe(
    'Over the parts of the manifest in reads; left out: every bundle that no row before takes',
  ),
  reads: z
    .array(ManifestPart)
    .min(1)
    .optional()
    .describe('Parts of the manifest that its own and earlier rows read in when'),
  source: Finding.shape.source,
  examplesWith: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Parts of the manifest with which this row is the one that counts: they lie under its worked examples'),
});

/** A row of what a standard asks of a bundle's signature. The first that takes a bundle counts; where none does, nothing is asked. */
export const SignatureRow = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('required'),
    unsigned: z.enum(['return', 'inconclusive']).describe('Returned to the vendor, or left to people; never cleared'),
    ...Asked.shape,
  }),
  z.strictObject({ is: z.literal('recommended'), ...Asked.shape }),
  z.strictObject({ is: z.literal('none'), when: Rule }),
]);
export type SignatureRow = z.infer<typeof SignatureRow>;
type AskingRow = Exclude<SignatureRow, { is: 'none' }>;

/** Ids that begin so are for criteria that rows come to, and for no other. */
export const SIGNATURE_CRITERION = /^SIG-/;

/** The file of a standard in which a criterion is written. */
export function fileOf({ id }: Criterion): string {
  return SIGNATURE_CRITERION.test(id) ? 'pack.yaml' : `criteria/${id}.yaml`;
}

/**
 * The criteria that the rows come to, of the joint screening: SIG-01 for the first row that asks, and so on. They are part of the
 * standard and of its digest, so that another word in them would make a published standard another one.
 */
export function signatureCriteria(rows: readonly SignatureRow[]): Criterion[] {
  const asking = [...rows.entries()].flatMap(([at, row]) => (row.is === 'none' ? [] : [{ at, row }]));
  return asking.map(({ at, row }, nth) =>
    criterionOf(`SIG-${String(nth + 1).padStart(2, '0')}`, row, rows.slice(0, at), `bundleSignature, row ${at + 1}`),
  );
}

const TRUSTED = { form: 'key', intact: true, trusted: true, signer: 'sha256:1', fault: null } as const;
const UNKNOWN = { ...TRUSTED, trusted: false, signer: null, fault: 'key-unknown' } as const;

const HOLDS = {
  registered: 'manifest.signature.intact && manifest.signature.trusted',
  anybody: 'manifest.signature.intact',
} as const;

/** Who checks a bundle without the registry of keys cannot say whose the signature is. */
const FAILS = {
  registered: `!(${HOLDS.registered}) && !(manifest.signature.intact && manifest.signature.fault == "not-checked")`,
  anybody: '!manifest.signature.intact',
} as const;

const BY = {
  registered: 'by a key that the vendor has registered',
  anybody: 'by whoever answers for it',
} as const;

function criterionOf(id: string, row: AskingRow, before: readonly SignatureRow[], place: string): Criterion {
  const required = row.is === 'required';
  const conditions = [
    ...before.map(({ when }) => `!(${when ?? 'true'})`),
    ...(row.when === undefined ? [] : [`(${row.when})`]),
  ];
  // Left to people, what is wrong with a signature is as open as that there is none.
  const decided = required && row.unsigned === 'return';
  const unsigned = decided ? 'not_met' : 'inconclusive';
  return Criterion.parse({
    id,
    title: required ? 'The bundle is signed' : 'The bundle should be signed',
    agency: 'joint',
    domain: 'integrity',
    kind: 'integrity',
    severity: required ? 'blocker' : 'information',
    scope: 'submission',
    reads: { manifest: ['signature', ...(row.reads ?? [])] },
    ...(conditions.length === 0 ? {} : { appliesWhen: conditions.join(' && ') }),
    present: 'manifest.signature.present',
    rule: { met: HOLDS[row.by], notMet: decided ? FAILS[row.by] : 'false' },
    missing: decided ? 'return' : 'inconclusive',
    texts: {
      required: `Every file of the bundle is signed, ${BY[row.by]} (OpenSSF Model Signing).${required ? '' : ' This is recommended, not required.'}`,
      absent: `The bundle has no signature (model.sig). The standard ${required ? 'requires' : 'recommends'} one (${place}).`,
      found:
        'A signature of form {manifest.signature.form == "" ? "unknown" : manifest.signature.form}, {manifest.signature.signer == "" ? "by nobody whom the review knows" : "by " + manifest.signature.signer}{manifest.signature.fault == "" ? "" : " (" + manifest.signature.fault + ")"}.',
      met: `The signature is over every file as it is, ${BY[row.by]}.`,
      notMet: `The signature is not over every file as it is, or not ${BY[row.by]} (${place}).`,
      inconclusive: `Whether the bundle is signed ${BY[row.by]} is not shown (${place}).`,
    },
    motivation: 'A signature shows whose the bundle is, and that nothing in it was changed after its vendor let it go.',
    measured:
      'The signature over the digests of all files, and the key that made it against those that its vendor had registered by the upload.',
    remediation:
      'Sign the folder after its last change with `countersign sign FOLDER --key vendor.key.pem`, pack it again with `countersign pack FOLDER`, and let the review know the key with `countersign keys register vendor.pub.pem` before the upload. `countersign preflight FOLDER --keys keys.json` shows whether it counts.',
    source: row.source,
    ...(decided && row.by === 'anybody' ? { neverInconclusive: 'A signature is over every file, or it is not.' } : {}),
    examples: [
      { name: 'signed by a registered key', given: { signature: TRUSTED }, expect: 'met' },
      { name: 'not signed', expect: unsigned, missing: true },
      {
        name: 'signed by somebody whom the review does not know',
        given: { signature: UNKNOWN },
        expect: row.by === 'anybody' ? 'met' : unsigned,
      },
      {
        name: 'signed before its last change',
        given: { signature: { ...UNKNOWN, intact: false, fault: 'file-differs' } },
        expect: unsigned,
      },
      ...(row.by === 'anybody'
        ? []
        : [
            {
              name: 'the registry was not asked',
              given: { signature: { ...UNKNOWN, fault: 'not-checked' } },
              expect: 'inconclusive',
            },
          ]),
    ].map(({ given, ...example }) => ({ ...example, given: { ...given, manifest: row.examplesWith } })),
  });
}
