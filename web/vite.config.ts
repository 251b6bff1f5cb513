import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Fonts stay files (no `data:`) so that `font-src 'self'` holds; nothing inline for the same reason. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react()],
  build: {
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": "http://127.0.0.1:4001" } },
});
