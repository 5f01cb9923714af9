import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify'
import type { z } from 'zod'

const validator: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (input) => {
    const result = schema.safeParse(input)
    return result.success ? { value: result.data } : { error: result.error }
  }

/**
 * Schemas are zod's, and answers are plain JSON. Said before the server is made: Fastify's own compilers, which nobody
 * needs here, would take several megabytes.
 */
export const zodCompilers: FastifyServerOptions['schemaController'] = {
  compilersFactory: {
    // Typed for Ajv, whose schemas are not ours.
    buildValidator: () => validator as never,
    buildSerializer: () => () => (value: unknown) => JSON.stringify(value),
  },
}
