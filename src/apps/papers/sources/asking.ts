import type { z } from 'zod'
import { HttpFailure } from '../../../platform/http/failures.ts'
import type { HttpAnswer } from '../../../platform/http/http.ts'
import { rejectionOf } from '../downloading/rejection.ts'
import type { SourceAnswer } from './source.ts'

const sampleLength = 500

/**
 * Asks, and reads the answer by its schema.
 *
 * @throws what says that the job was called off.
 */
export async function askSource<Shape, Value>(
  ask: () => Promise<HttpAnswer>,
  schema: z.ZodType<Shape>,
  read: (shape: Shape) => Value,
): Promise<SourceAnswer<Value>> {
  try {
    const answer = await ask()
    if (answer.status === 404) return { kind: 'not-found' }
    if (answer.status === 422)
      return { kind: 'config-missing', detail: 'The source does not accept our contact address.' }
    const parsed = schema.safeParse(jsonOf(answer))
    if (parsed.success) return { kind: 'ok', value: read(parsed.data) }
    const [issue] = parsed.error.issues
    const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`
    return { kind: 'contract-error', detail, sample: answer.text().slice(0, sampleLength) }
  } catch (error) {
    if (error instanceof HttpFailure && error.status === 403) return { kind: 'blocked', detail: error.message }
    return { kind: 'retry', rejection: rejectionOf(error) }
  }
}

function jsonOf(answer: HttpAnswer): unknown {
  try {
    return answer.json()
  } catch {
    return undefined
  }
}
