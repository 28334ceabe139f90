const key = (hash: string, sort: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];
const index = (IndexName: string, hash: string, sort: string) => ({
  IndexName,
  KeySchema: key(hash, sort),
  Projection: { ProjectionType: 'ALL' as const },
});

/** The one table, as `infra/constructs/case-table.ts` deploys it. */
export const TABLE = {
  TableName: 'cases',
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: ['PK', 'SK', 'vendor', 'status', 'openedAt', 'agency', 'due'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: key('PK', 'SK'),
  GlobalSecondaryIndexes: [
    index('byVendor', 'vendor', 'openedAt'),
    index('byStatus', 'status', 'openedAt'),
    index('byAgency', 'agency', 'due'),
  ],
};
