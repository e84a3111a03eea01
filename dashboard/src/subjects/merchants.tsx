// Entry of the page of merchants.
import { open } from "./open.tsx";

open("merchant");
