import { defineConfig } from "drizzle-kit";

export default defineConfig({ dialect: "postgresql", schema: "worker/store/neon/schema.ts", out: "migrations/neon" });
