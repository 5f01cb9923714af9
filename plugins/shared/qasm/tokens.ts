/** Says where in the text something is wrong; the message is meant for whoever wrote it. */
export class QasmError extends Error {
  override name = 'QasmError'
  readonly line: number

  constructor(message: string, line: number) {
    super(`Line ${line}: ${message}`)
    this.line = line
  }
}

export type Token = Readonly<{
  kind: 'name' | 'integer' | 'real' | 'text' | 'sign' | 'end'
  text: string
  line: number
}>

const pattern =
  /(?<blank>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<name>[A-Za-z_]\w*|π)|(?<real>\d+\.\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)|(?<integer>\d+)|(?<text>"[^"\n]*")|(?<sign>->|==|\*\*|[-+*/^()[\]{};,=@])/y

/** Longer programs are refused: 4 MB hold a circuit of over 100,000 gates. */
const longest = 4 * 1024 * 1024

/** Cuts a program into words and signs; the last token is the end. @throws QasmError at a character that has no meaning */
export function tokensOf(program: string): Token[] {
  if (program.length > longest) throw new QasmError('The program is longer than 4 MB.', 1)
  const tokens: Token[] = []
  let line = 1
  pattern.lastIndex = 0
  while (pattern.lastIndex < program.length) {
    const start = pattern.lastIndex
    const groups = pattern.exec(program)?.groups
    if (groups === undefined) throw new QasmError(`“${program[start]}” has no meaning here.`, line)
    const kind = (['name', 'real', 'integer', 'text', 'sign'] as const).find((name) => groups[name] !== undefined)
    if (kind !== undefined) tokens.push({ kind, text: groups[kind] ?? '', line })
    else line += (groups.blank ?? '').split('\n').length - 1
  }
  tokens.push({ kind: 'end', text: 'the end', line })
  return tokens
}

/** Walks over tokens. */
export class TokenReader {
  private readonly tokens: readonly Token[]
  private place = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  get line(): number {
    return this.peek().line
  }

  peek(): Token {
    return this.tokens[this.place] as Token
  }

  next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.place++
    return token
  }

  /** Takes the token if it has this text; texts in quotes never do. */
  take(text: string): boolean {
    const token = this.peek()
    if (token.text !== text || token.kind === 'text' || token.kind === 'end') return false
    this.place++
    return true
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected(`“${text}”`)
  }

  expectKind(kind: Token['kind'], wanted: string): Token {
    if (this.peek().kind !== kind) throw this.unexpected(wanted)
    return this.next()
  }

  unexpected(wanted: string): QasmError {
    return new QasmError(`${wanted} was expected, not “${this.peek().text}”.`, this.line)
  }
}
