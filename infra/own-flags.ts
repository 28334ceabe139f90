/** Where we choose otherwise than the flags that CDK recommends. */
export const ownFlags = {
  '@aws-cdk/core:target-partitions': ['aws', 'aws-us-gov'],
  // CloudFormation then refuses to remove what the stateless stack still uses.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};
