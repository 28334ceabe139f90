import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerFunctionProps } from './handler-function.ts';
import type { Identity } from './identity.ts';
import type { ObjectStore } from './object-store.ts';
import type { VendorApi } from './vendor-api.ts';

export interface ConsoleProps {
  readonly api: VendorApi;
  readonly identity: Identity;
  readonly bundles: ObjectStore;
  readonly common: Pick<HandlerFunctionProps, 'functionsDirectory' | 'operations'>;
  readonly reserveConcurrency: boolean;
}

/**
 * The web console, served by a function at the API's own origin: no request of its crosses origins but those to the sign-in and to the
 * bucket, and it needs no service that only some partitions have.
 */
export class Console extends Construct {
  constructor(scope: Construct, id: string, props: ConsoleProps) {
    super(scope, id);
    const { api, identity, bundles, common, reserveConcurrency } = props;
    const client = identity.browserClient(this, 'Client', `${api.endpoint}/app/signed-in`);
    api.admit(client);
    const pages = new HandlerFunction(this, 'Pages', {
      ...common,
      handler: 'console',
      purpose: 'Serves the web console',
      timeout: Duration.seconds(10),
      memoryMiB: 512,
      ...(reserveConcurrency && { reservedConcurrency: 20 }),
    });
    pages.setVariable('SIGN_IN_URL', identity.signInUrl);
    pages.setVariable('CONSOLE_CLIENT_ID', client.userPoolClientId);
    pages.setVariable('UPLOAD_URL', `https://${bundles.bucket.bucketRegionalDomainName}`);
    api.addPublicRoutes(
      ['/', '/app', '/app/{path+}'],
      pages,
      'The files of the console are public, and hold nothing of any case; what the page shows it asks of routes that need a token.',
    );
  }
}
