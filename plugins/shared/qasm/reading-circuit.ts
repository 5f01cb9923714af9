import type { OpenedFile } from '../../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../../src/apps/plugins/sdk/plugin.ts'
import type { Circuit } from './circuit.ts'
import { parseQasm } from './parser.ts'
import { QasmError } from './tokens.ts'

/** More is no circuit that anybody looks at. */
const mostBytes = 5_000_000

/** The circuit of a file. @throws PluginError that names the line where it cannot be read */
export async function readCircuit(file: OpenedFile): Promise<Circuit> {
  if (file.sizeBytes > mostBytes) throw new PluginError(`“${file.name}” is larger than the 5 MB that are read.`)
  return asPluginError(async () => parseQasm(await file.text()))
}

/** What is wrong with a circuit is for its author to read. */
export async function asPluginError<Value>(make: () => Promise<Value>): Promise<Value> {
  try {
    return await make()
  } catch (cause) {
    if (cause instanceof QasmError || cause instanceof RangeError) throw new PluginError(cause.message, { cause })
    throw cause
  }
}
