import type { components, operations } from "./schema";

type Schemas = components["schemas"];

export type Address = Schemas["Address"];
export type ApiKey = Schemas["ApiKey"];
export type ApiKeyScope = Schemas["ApiKeyScope"];
export type AuditEntry = Schemas["AuditEntry"];
export type Cart = Schemas["Cart"];
export type CartAdjustment = Schemas["CartAdjustment"];
export type CartItem = Schemas["CartItem"];
export type CartStore = Schemas["CartStore"];
export type Category = Schemas["Category"];
export type ChosenOption = Schemas["ChosenOption"];
export type Consent = Schemas["Consent"];
export type Export = Schemas["Export"];
export type Identity = Schemas["Identity"];
export type Image = Schemas["Image"];
export type Job = Schemas["Job"];
export type JobKind = Schemas["JobKind"];
export type JobQueue = Schemas["JobQueue"];
export type JobState = Schemas["JobState"];
export type Me = Schemas["Me"];
export type Money = Schemas["Money"];
export type MyStore = Schemas["MyStore"];
export type Order = Schemas["Order"];
export type OrderItem = Schemas["OrderItem"];
export type OrderStatus = Schemas["OrderStatus"];
export type Passkey = Schemas["Passkey"];
export type PlaceOrder = Schemas["PlaceOrder"];
export type PlacedOrder = Schemas["PlacedOrder"];
export type Product = Schemas["Product"];
export type ProductSort = Schemas["ProductSort"];
export type ProductSummary = Schemas["ProductSummary"];
export type Role = Schemas["Role"];
export type SavedAddress = Schemas["SavedAddress"];
export type Session = Schemas["Session"];
export type SignIn = Schemas["SignIn"];
export type Store = Schemas["Store"];
export type StoreOrder = Schemas["StoreOrder"];
export type StoreOrderStatus = Schemas["StoreOrderStatus"];
export type StoreRole = Schemas["StoreRole"];
export type Suggestions = Schemas["Suggestions"];
export type User = Schemas["User"];
export type Variant = Schemas["Variant"];

/** The query of GET /products; a list page's address holds the same names. */
export type ProductsQuery = NonNullable<operations["listProducts"]["parameters"]["query"]>;
