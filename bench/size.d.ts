export interface Size {
  /** Bytes, minified. */
  minified: number;
  /** Bytes, minified and gzipped. */
  gzipped: number;
}

/** The size of `contents` bundled for Node; what it imports is resolved from `resolveDir`, or this folder. */
export function sizeOf(contents: string, resolveDir?: string): Promise<Size>;

/** The sizes of this library's build: all of it, and a program that imports `captureSignals` alone. */
export function sizesOfLibrary(): Promise<{ all: Size; captureSignals: Size }>;
