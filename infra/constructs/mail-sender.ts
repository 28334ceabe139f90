import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

export interface MailSenderProps {
  /** The address that mails come from. */
  readonly from: string;
  /** Whether all of its domain is verified, by DKIM records; otherwise the address alone, by a mail to it. */
  readonly wholeDomain: boolean;
}

/** From where notices are mailed: an identity of SES, and a configuration set that insists on TLS. */
export class MailSender extends Construct {
  readonly from: string;
  readonly identity: EmailIdentity;
  readonly configurationSet: ConfigurationSet;

  constructor(scope: Construct, id: string, { from, wholeDomain }: MailSenderProps) {
    super(scope, id);
    this.from = from;
    this.identity = new EmailIdentity(this, 'Identity', {
      identity: wholeDomain ? Identity.domain(from.slice(from.lastIndexOf('@') + 1)) : Identity.email(from),
    });
    this.configurationSet = new ConfigurationSet(this, 'Configuration', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
    });
  }
}
