import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type Listening, listen } from '../../../local/http/listen.ts';
import type { Endpoints } from '../../../local/lambda/service-environment.ts';
import type { FaultPlan } from '../plan.ts';

const WIRE = ['wire error', 'wire reset', 'answer lost', 'wire slow', 'outage'] as const;
type Service = keyof Endpoints;

/** Requests that an outage swallows, more than the SDK's three attempts; and the longest delay, in ms. */
const OUTAGE = { least: 3, more: 5 };
const SLOW = 400;

/** How each service says that it is not able to answer now. Sources: the services' API references, "Common errors". */
const BUSY: Record<Service, { status: number; type: string; body: string }> = {
  s3: {
    status: 503,
    type: 'application/xml',
    body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>injected</Message></Error>',
  },
  dynamodb: json('com.amazonaws.dynamodb.v20120810#ThrottlingException', 400),
  sfn: json('ServiceUnavailable', 503),
  events: json('InternalFailure', 500),
  kms: json('KMSInternalException', 500),
};

function json(type: string, status: number) {
  return {
    status,
    type: 'application/x-amz-json-1.0',
    body: JSON.stringify({ __type: type, message: 'injected', Message: 'injected' }),
  };
}

/** Stands between functions and a service, and answers, delays, drops and forwards as the plan has it. */
class FaultyWire {
  readonly #service: Service;
  readonly #plan: FaultPlan;
  /** The address of the service itself. */
  target = '';
  #down = 0;

  constructor(service: Service, plan: FaultPlan) {
    this.#service = service;
    this.#plan = plan;
  }

  async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await bytesOf(asked);
    if (this.#down > 0) {
      this.#down -= 1;
      return this.#busy(answer);
    }
    const place = `wire ${this.#service}`;
    switch (this.#plan.at(place, WIRE)) {
      case 'wire error':
        return this.#busy(answer);
      case 'wire reset':
        return void answer.destroy();
      case 'outage':
        this.#down = OUTAGE.least + Math.floor(this.#plan.amount(place) * OUTAGE.more);
        return this.#busy(answer);
      case 'answer lost':
        await this.#forward(asked, body);
        return void answer.destroy();
      case 'wire slow':
        await new Promise((resolve) => setTimeout(resolve, this.#plan.amount(place) * SLOW));
    }
    const forwarded = await this.#forward(asked, body);
    answer.writeHead(forwarded.status, forwarded.headers).end(forwarded.body);
  }

  #busy(answer: ServerResponse): void {
    const { status, type, body } = BUSY[this.#service];
    answer.writeHead(status, { 'content-type': type }).end(body);
  }

  /** As it came, its `Host` included, which is part of what was signed. */
  #forward({ method, url, rawHeaders }: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const call = request(`${this.target}${url}`, { method, headers: pairsOf(rawHeaders) }, (response) => {
        const { statusCode: status = 502, headers } = response;
        bytesOf(response).then((bytes) => resolve({ status, headers, body: bytes }), reject);
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

/** Wires between the functions and each service, and the addresses at which functions reach them. */
export async function faultyWires(plan: FaultPlan) {
  const services = ['s3', 'dynamodb', 'sfn', 'events', 'kms'] as const;
  const listening: Listening[] = [];
  const open = async (service: Service) => {
    const wire = new FaultyWire(service, plan);
    const server = await listen(0, (asked, answer) => {
      wire.pass(asked, answer).catch(() => answer.destroy());
    });
    listening.push(server);
    return { wire, url: server.url };
  };
  const wires = new Map(await Promise.all(services.map(async (service) => [service, await open(service)] as const)));
  const through = (service: Service, target: string): string => {
    const found = wires.get(service);
    if (found === undefined || target === '') return target;
    found.wire.target = target;
    return found.url;
  };
  return {
    endpoints: (own: Endpoints): Endpoints => ({
      s3: through('s3', own.s3),
      dynamodb: through('dynamodb', own.dynamodb),
      sfn: through('sfn', own.sfn),
      events: through('events', own.events),
      kms: through('kms', own.kms),
    }),
    stop: () => Promise.all(listening.map((server) => server.stop())),
  };
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `[name, value, name, value …]` as Node gives raw headers, without the ones that are about this connection. */
function pairsOf(raw: readonly string[]): string[] {
  const own = new Set(['connection', 'keep-alive', 'transfer-encoding']);
  return raw.flatMap((name, at) => (at % 2 === 0 && !own.has(name.toLowerCase()) ? [name, raw[at + 1] ?? ''] : []));
}
