// Entry of the page of cards.
import { open } from "./open.tsx";

open("card");
