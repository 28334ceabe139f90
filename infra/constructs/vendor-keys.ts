import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface VendorKeysProps {
  readonly environment: string;
  readonly vendors: readonly string[];
  readonly retain: boolean;
}

/**
 * One key per vendor: its bundles and what is read from them. Without it all of that is noise, in every version and every backup, so that
 * destroying what a vendor sent is destroying one key. Roles know keys by their alias: a vendor more changes no policy.
 */
export class VendorKeys extends Construct {
  /** What the alias of each vendor's key begins with; the id of the vendor follows. */
  readonly aliases: string;
  readonly #keys: ReadonlyMap<string, Key>;

  constructor(scope: Construct, id: string, { environment, vendors, retain }: VendorKeysProps) {
    super(scope, id);
    this.aliases = `alias/countersign-${environment}/vendor/`;
    this.#keys = new Map(
      vendors.map((vendor) => [
        vendor,
        new Key(this, vendor, {
          alias: `${this.aliases}${vendor}`,
          description: `Countersign: bundles of ${vendor}, and what is read from them`,
          enableKeyRotation: true,
          removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        }),
      ]),
    );
  }

  /** The key of a vendor. @throws TypeError where it has none */
  of(vendor: string): Key {
    const key = this.#keys.get(vendor);
    if (key === undefined) throw new TypeError(`the vendor "${vendor}" has no key`);
    return key;
  }
}
