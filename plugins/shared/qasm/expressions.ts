import { QasmError, type TokenReader } from './tokens.ts'

/** A number that may depend on the parameters of the gate in whose body it stands. */
export type Expression = (parameters: readonly number[]) => number

const functions: Readonly<Record<string, (value: number) => number>> = {
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  exp: Math.exp,
  ln: Math.log,
  sqrt: Math.sqrt,
}

/** Brackets, signs and powers within each other; more are only written to exhaust the reader. */
const deepest = 100

/**
 * Reads a sum; `names` are the parameters in order.
 *
 * @throws QasmError for an unknown name or too many brackets within each other
 */
export function readExpression(reader: TokenReader, names: readonly string[], depth = 0): Expression {
  if (depth > deepest) throw new QasmError('Expressions are nested too deeply.', reader.line)
  let left = readProduct(reader, names, depth)
  for (;;) {
    const before = left
    if (reader.take('+')) {
      const right = readProduct(reader, names, depth)
      left = (values) => before(values) + right(values)
    } else if (reader.take('-')) {
      const right = readProduct(reader, names, depth)
      left = (values) => before(values) - right(values)
    } else return left
  }
}

function readProduct(reader: TokenReader, names: readonly string[], depth: number): Expression {
  let left = readSigned(reader, names, depth)
  for (;;) {
    const before = left
    if (reader.take('*')) {
      const right = readSigned(reader, names, depth)
      left = (values) => before(values) * right(values)
    } else if (reader.take('/')) {
      const right = readSigned(reader, names, depth)
      left = (values) => before(values) / right(values)
    } else return left
  }
}

function readSigned(reader: TokenReader, names: readonly string[], depth: number): Expression {
  if (depth > deepest) throw new QasmError('Expressions are nested too deeply.', reader.line)
  if (reader.take('-')) {
    const value = readSigned(reader, names, depth + 1)
    return (values) => -value(values)
  }
  if (reader.take('+')) return readSigned(reader, names, depth + 1)
  return readPower(reader, names, depth)
}

function readPower(reader: TokenReader, names: readonly string[], depth: number): Expression {
  const base = readOperand(reader, names, depth)
  if (!reader.take('^') && !reader.take('**')) return base
  const exponent = readSigned(reader, names, depth + 1)
  return (values) => base(values) ** exponent(values)
}

function readOperand(reader: TokenReader, names: readonly string[], depth: number): Expression {
  if (reader.take('(')) {
    const inner = readExpression(reader, names, depth + 1)
    reader.expect(')')
    return inner
  }
  const { kind, text, line } = reader.peek()
  if (kind === 'integer' || kind === 'real') {
    const value = Number(reader.next().text)
    return () => value
  }
  if (kind !== 'name') throw reader.unexpected('A number')
  reader.next()
  const place = names.indexOf(text)
  if (place !== -1) return (values) => values[place] as number
  if (text === 'pi' || text === 'π') return () => Math.PI
  const apply = Object.hasOwn(functions, text) ? functions[text] : undefined
  if (apply === undefined) throw new QasmError(`There is no number called “${text}”.`, line)
  reader.expect('(')
  const argument = readExpression(reader, names, depth + 1)
  reader.expect(')')
  return (values) => apply(argument(values))
}
