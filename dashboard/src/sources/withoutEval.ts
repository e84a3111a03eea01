// The content security policy of pages forbids making code out of text. zod tries to when a schema is made, so this comes before any.
import { config } from "zod";

config({ jitless: true });
