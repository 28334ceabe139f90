/** The part of WebAssembly's JavaScript interface that is used: neither ECMAScript's nor Node's types declare it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  type Exported = Memory | ((...args: number[]) => number);
  class Instance {
    readonly exports: Readonly<Record<string, Exported | undefined>>;
    constructor(module: Module);
  }
}
