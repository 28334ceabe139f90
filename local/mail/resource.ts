import * as z from 'zod';
import { jsonValue } from '../step-functions/json.ts';
import { arn, physicalName, type ResourceType } from '../template/resource-type.ts';

const passive = jsonValue.optional();

const identity = z.strictObject({
  EmailIdentity: z.string(),
  // Nothing is sent from this machine, so nothing is signed, and nothing comes back.
  ConfigurationSetAttributes: passive,
  DkimAttributes: passive,
  DkimSigningAttributes: passive,
  FeedbackAttributes: passive,
  MailFromAttributes: passive,
  Tags: passive,
});

/** An address or a domain that mails may come from. */
export const EmailIdentity: ResourceType<z.infer<typeof identity>> = {
  type: 'AWS::SES::EmailIdentity',
  properties: identity,
  identify(resource) {
    const name = resource.text('EmailIdentity') ?? physicalName(resource);
    return { ref: name, attributes: { Arn: arn(resource, 'ses', `identity/${name}`) } };
  },
};

const configurationSet = z.strictObject({
  Name: z.string().optional(),
  DeliveryOptions: passive,
  ReputationOptions: passive,
  SendingOptions: passive,
  SuppressionOptions: passive,
  TrackingOptions: passive,
  VdmOptions: passive,
  ArchivingOptions: passive,
  Tags: passive,
});

/** How mails are sent; here only its name counts. */
export const ConfigurationSet: ResourceType<z.infer<typeof configurationSet>> = {
  type: 'AWS::SES::ConfigurationSet',
  properties: configurationSet,
  identify(resource) {
    const name = resource.text('Name') ?? physicalName(resource);
    return { ref: name, attributes: {} };
  },
};
