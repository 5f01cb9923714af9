export const cache: string | undefined
export const unkept: string[]
export function keepWithoutTypes(paths: readonly string[]): Promise<void>
export function withoutTypes(text: string, folder: string | undefined, failed?: () => void): string
export function fileNamed(
  specifier: string,
  context: Readonly<{ conditions: readonly string[]; parentURL?: string }>,
): string | undefined
