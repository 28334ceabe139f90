import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys, TaskItem } from './items.ts';
import { readAll, toStored } from './stored-item.ts';

/** Task tokens of the workflow. Only the functions that take them from the workflow and give them back reach these items. */
export class TaskTable {
  readonly #db: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(db: DynamoDBDocumentClient, table: string) {
    this.#db = db;
    this.#table = table;
  }

  /** Keeps a token; a later one of the same party takes its place, since the workflow has given up the one before. */
  async put(item: TaskItem): Promise<void> {
    await this.#db.send(
      new PutCommand({
        TableName: this.#table,
        Item: toStored(keys.task(item.caseId, item.pack, item.party), item),
      }),
    );
  }

  /** The tokens of a case that have not been answered. */
  async of(caseId: string): Promise<TaskItem[]> {
    const { Items = [] } = await this.#db.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'PK = :tasks',
        ExpressionAttributeValues: { ':tasks': `TASK#${caseId}` },
        ConsistentRead: true,
      }),
    );
    return readAll(TaskItem, Items);
  }

  /** Forgets a token that was answered, unless another took its place meanwhile. */
  async remove({ caseId, pack, party, token }: TaskItem): Promise<void> {
    try {
      await this.#db.send(
        new DeleteCommand({
          TableName: this.#table,
          Key: keys.task(caseId, pack, party),
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': token },
        }),
      );
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
    }
  }
}
