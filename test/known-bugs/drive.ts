/** A small run of the product that keeps journals in a folder; it must do the same with a bug in it. */
export type Drive = (folder: string) => Promise<void>;
