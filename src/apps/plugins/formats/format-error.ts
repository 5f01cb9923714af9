import { PluginError } from '../sdk/plugin.ts'

/** A file is not what its type says. The message says where, for whoever can mend the file. */
export class FormatError extends PluginError {}

/** Runs `read`, and puts the name of the file before whatever is wrong in it. */
export function naming<Value>(name: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw named(name, error)
  }
}

/** The error as a mistake of the file `name`; errors that are no mistake of a file stay as they are. */
export function named(name: string, error: unknown): unknown {
  if (!(error instanceof FormatError)) return error
  return new FormatError(`“${name}” cannot be read: ${error.message}`, { cause: error })
}
