/** SHA-256 of a UTF-8 text, as 64 hexadecimal digits. The domain is pure: whoever decides brings it. */
export type Sha256 = (text: string) => string;
