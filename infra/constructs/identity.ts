import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPool,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StandardThreatProtectionMode,
  StringAttribute,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolClientOptions,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { IdentityProvider } from '../environment.ts';
import { federate } from './federation.ts';
import { HandlerFunction } from './handler-function.ts';
import { LaterOperations } from './later-operations.ts';
import type { LogProps } from './operations.ts';
import { callbackUrls, groupsOf } from './people.ts';

/** The rights of a token, as the API's routes ask for them. */
export const scopes = {
  submit: 'countersign/submit',
  read: 'countersign/read',
  act: 'countersign/act',
} as const;

/**
 * What a client may do by the API of Cognito: renew a token, and sign nobody in. The CDK leaves out what is empty, and Cognito then adds flows of its own
 * (SRP among them), which go past the hosted page and give tokens that may write the attributes of a person.
 */
const BY_PAGE = { userSrp: false } as const;

export interface IdentityProps {
  readonly environment: string;
  readonly vendors: readonly string[];
  readonly agencies: readonly string[];
  /** Of agencies and vendors whose people sign in there. */
  readonly providers: readonly IdentityProvider[];
  /** Whether there is a group of those who open an emergency access. */
  readonly breakGlass: boolean;
  readonly retain: boolean;
  readonly functionsDirectory: string;
  readonly logs: LogProps;
  readonly reserveConcurrency: boolean;
}

/**
 * Who may call the API. Programs of vendors by client credentials (OAuth 2.0), one client each; which vendor a client acts for is an
 * item of the table. People by authorization code with PKCE and a second factor; what they may do follows from their groups.
 */
export class Identity extends Construct {
  readonly userPool: UserPool;
  /** The clients of vendors' programs. */
  readonly clients: ReadonlyMap<string, UserPoolClient>;
  /** The client with which people sign in, on the command line. */
  readonly people: UserPoolClient;
  /** Where people sign in: `/oauth2/authorize`, `/oauth2/token`, `/oauth2/revoke`. */
  readonly signInUrl: string;
  /** The alarms of the function that every sign-in calls. */
  readonly alarms: LaterOperations;
  readonly #scopes: readonly OAuthScope[];
  readonly #providers: readonly UserPoolClientIdentityProvider[];
  /** Where a client gets its tokens. */
  readonly tokenUrl: string;

  constructor(scope: Construct, id: string, props: IdentityProps) {
    super(scope, id);
    this.userPool = this.#userPool(props.retain);
    this.alarms = new LaterOperations(props.logs);
    this.#tellSecondFactor(props);
    // Prefixes are shared by all accounts of a region: the account makes this one unique.
    const domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `countersign-${props.environment}-${Aws.ACCOUNT_ID}` },
    });
    this.signInUrl = domain.baseUrl();
    this.tokenUrl = `${this.signInUrl}/oauth2/token`;
    this.#providers = federate(this.userPool, props.providers);
    const rights = this.#rights();
    this.#scopes = rights;
    this.clients = new Map(props.vendors.map((vendor) => [vendor, this.#program(vendor, rights)]));
    this.people = this.#people();
    for (const { name, description } of groupsOf(props.agencies, props.vendors, props.breakGlass))
      this.userPool.addGroup(`Group-${name}`, { groupName: name, description });
  }

  /** Issuer of the tokens, as it stands in their `iss` claim. */
  get issuer(): string {
    return `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${this.userPool.userPoolId}`;
  }

  /** A public client with which people sign in by a page of theirs; it belongs to the stack of the page. */
  browserClient(scope: Construct, id: string, callbackUrl: string): UserPoolClient {
    return new UserPoolClient(scope, id, { ...this.#publicClient('console', [callbackUrl]), userPool: this.userPool });
  }

  /** The clients whose tokens the API takes. */
  get audience(): string[] {
    return [...this.clients.values(), this.people].map((client) => client.userPoolClientId);
  }

  #userPool(retain: boolean): UserPool {
    return new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      // The user name is what the record of a case is read by; it can neither be changed nor be an address.
      signInAliases: { username: true, email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 15,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(1),
      },
      customAttributes: { second_factor: new StringAttribute({ mutable: true, maxLen: 2048 }) },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /**
   * Has every token of a person tell of the second factor. It stands beside the pool: without it nobody signs in, so that it must not come and go with
   * the rest of the functions.
   */
  #tellSecondFactor({ providers, functionsDirectory, reserveConcurrency }: IdentityProps): void {
    const signIn = new HandlerFunction(this, 'SignIn', {
      handler: 'sign-in',
      functionsDirectory,
      operations: this.alarms,
      purpose: 'Has every access token of a person tell whether there was a second factor',
      // Cognito waits no longer.
      timeout: Duration.seconds(5),
      memoryMiB: 512,
      ...(reserveConcurrency && { reservedConcurrency: 10 }),
    });
    const { lambda } = signIn;
    const rules = providers.flatMap(({ name, secondFactor }) => (secondFactor === null ? [] : [[name, secondFactor]]));
    signIn.setVariable('SECOND_FACTORS', JSON.stringify(Object.fromEntries(rules)));
    this.userPool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, lambda, LambdaVersion.V2_0);
    const { defaultChild } = this.userPool.node;
    if (!(defaultChild instanceof CfnUserPool)) throw new TypeError('a user pool is a CfnUserPool');
    if (providers.length > 0)
      defaultChild.addPropertyOverride('LambdaConfig.InboundFederation', {
        LambdaArn: lambda.functionArn,
        LambdaVersion: LambdaVersion.V1_0,
      });
  }

  #rights(): OAuthScope[] {
    const rights = [
      new ResourceServerScope({ scopeName: 'submit', scopeDescription: 'Upload bundles' }),
      new ResourceServerScope({ scopeName: 'read', scopeDescription: 'Read cases' }),
      new ResourceServerScope({ scopeName: 'act', scopeDescription: 'Act on cases' }),
    ];
    const resourceServer = this.userPool.addResourceServer('ResourceServer', {
      identifier: 'countersign',
      scopes: rights,
    });
    return rights.map((right) => OAuthScope.resourceServer(resourceServer, right));
  }

  #program(vendor: string, rights: OAuthScope[]): UserPoolClient {
    return this.userPool.addClient(`Client-${vendor}`, {
      userPoolClientName: vendor,
      generateSecret: true,
      authFlows: BY_PAGE,
      oAuth: { flows: { clientCredentials: true }, scopes: rights },
      // No people sign in by it, whatever providers there are.
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      accessTokenValidity: Duration.hours(1),
      enableTokenRevocation: true,
    });
  }

  /** A public client: what runs on somebody's own machine can keep no secret. A sign-in lasts for a working day. */
  #people(): UserPoolClient {
    return this.userPool.addClient('People', this.#publicClient('people', [...callbackUrls]));
  }

  #publicClient(name: string, callbackUrls: string[]): UserPoolClientOptions {
    return {
      userPoolClientName: name,
      generateSecret: false,
      authFlows: BY_PAGE,
      oAuth: { flows: { authorizationCodeGrant: true }, scopes: [...this.#scopes], callbackUrls },
      accessTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO, ...this.#providers],
    };
  }
}
