package privacy

// catalogue says of every column of every table whether it is about a person.
// Exports and erasure both follow it, so neither can forget a column, and a
// test fails for a column that is not here. Tables that point at others come
// before them: that is the order of erasure.
//
// The conditions in rows may use @user, the account's id, @emails, the addresses
// that are proven to be the person's, in lower case, and @orders, the ids of the
// person's orders.
var catalogue = []table{
	// Who somebody is, and how they prove it. It all goes with the account.
	{
		name: "auth.refresh_tokens", title: "refreshTokens", rows: "session_id IN (SELECT id FROM auth.sessions WHERE user_id = @user)",
		goes: "session_id created_at used_at", secret: reasons{"digest": opensAccount},
	},
	{
		name: "auth.sessions", title: "sessions", rows: "user_id = @user",
		goes: "id user_id method second_factor ip user_agent created_at authenticated_at last_used_at expires_at ended_at ended_because",
	},
	{
		name: "auth.mail_tokens", title: "mailTokens", rows: "user_id = @user OR lower(email) = ANY(@emails)",
		goes: "user_id purpose email created_at expires_at", secret: reasons{"digest": opensAccount},
	},
	{
		name: "auth.api_keys", title: "apiKeys", rows: "user_id = @user",
		goes: "id user_id name prefix scopes created_at expires_at last_used_at revoked_at", secret: reasons{"digest": opensAccount},
	},
	{
		name: "auth.totp", title: "totp", rows: "user_id = @user",
		goes: "user_id created_at confirmed_at last_used_step", secret: reasons{"sealed_secret": opensAccount},
	},
	{
		name: "auth.recovery_codes", title: "recoveryCodes", rows: "user_id = @user",
		goes: "user_id used_at", secret: reasons{"digest": opensAccount},
	},
	{
		name: "auth.passkeys", title: "passkeys", rows: "user_id = @user",
		goes: "id user_id name created_at last_used_at", secret: reasons{"credential_id": opensAccount, "credential": opensAccount},
	},
	{
		name: "auth.identities", title: "identities", rows: "user_id = @user",
		goes: "id user_id provider subject email created_at last_used_at",
	},
	{
		name: "auth.challenges", title: "challenges", rows: "user_id = @user",
		goes: "user_id kind attempts created_at expires_at", secret: reasons{"digest": opensAccount, "data": opensAccount},
	},
	{
		name: "auth.addresses", title: "addresses", rows: "user_id = @user",
		goes: "id user_id name line1 line2 city region postal_code country phone is_default_shipping is_default_billing created_at updated_at",
	},
	{name: "auth.signing_keys", plain: "kid public_key sealed_key created_at verifies_until"},

	// Stores are presented to the public by whoever runs them, as a business. An
	// id of somebody in added_by leads nowhere once the account is gone.
	{
		name: "stores.members", title: "memberships", rows: "user_id = @user",
		goes: "store_id user_id role added_at", plain: "added_by",
	},
	{
		name: "stores.stores", plain: "id slug name tagline description location status logo banner version created_at updated_at " +
			"status_since reason featured_position holiday_since holiday_until holiday_message shipping_policy returns_policy privacy_policy",
	},
	{
		name:  "stores.applications",
		plain: "store_id applied_by applied_at terms_version terms_accepted_at terms_accepted_by confirmed_steps submitted_at decided_at decided_by",
	},
	{
		name:  "stores.businesses",
		plain: "store_id name line1 line2 city region postal_code country phone email registration tax_id version updated_at",
	},
	{name: "stores.payout_accounts", plain: "store_id sealed country last4 version updated_at updated_by"},
	{
		name: "stores.invitations", title: "invitations", rows: "user_id = @user OR email = ANY(@emails)",
		goes: "id store_id email user_id role invited_at sent_at sent_times expires_at accepted_at revoked_at", plain: "invited_by",
		secret: reasons{"digest": "with it somebody could join a team"},
	},
	{
		name:  "stores.settings",
		plain: "one support_email terms_url terms_version required_steps custom_steps version featured_version updated_at",
	},

	// What somebody chose and did not order.
	{
		name: "cart.items", title: "cartItems", rows: "cart_id IN (SELECT id FROM cart.carts WHERE " + ownCart + ")",
		goes: "id cart_id variant_id quantity unit_price_amount currency added_at",
	},
	{
		name: "cart.carts", title: "carts", rows: ownCart,
		goes: "id user_id status merged_into adjustments created_at updated_at",
	},

	// What somebody bought. The sale stays in the books, without the buyer.
	{
		name: "orders.requests", title: "requests", rows: "scope = @user::text OR order_id = ANY(@orders)",
		goes: "scope key order_id answer claimed_at", secret: reasons{"digest": "a fingerprint of the request, which says nothing by itself"},
	},
	{
		name: "orders.addresses", title: "orderAddresses", rows: "order_id = ANY(@orders)",
		blank: expressions{
			"name": noText, "line1": noText, "line2": "''", "city": noText, "region": "''", "postal_code": noText, "phone": "''",
		},
		keep: "order_id kind country", because: taxLaw + "; the country is the place of supply",
	},
	{
		name: "orders.shipment_items", title: "shipmentItems", rows: "shipment_id IN (SELECT id FROM orders.shipments WHERE " + ownPart + ")",
		keep: "shipment_id item_id quantity", because: taxLaw + "; what was sent, of which sale",
	},
	{
		name: "orders.shipments", title: "shipments", rows: ownPart,
		blank: expressions{"tracking_number": "''", "tracking_url": "''"},
		keep:  "id store_order_id carrier shipped_at delivered_at", because: taxLaw + "; when the supply was made",
	},
	{
		name: "orders.refund_items", title: "refundItems", rows: "refund_id IN (SELECT id FROM orders.refunds WHERE " + ownPart + ")",
		keep: "refund_id item_id quantity", because: taxLaw + "; what was given back, of which sale",
	},
	{
		name: "orders.refunds", title: "storeRefunds", rows: ownPart,
		blank: expressions{"reason": noText},
		keep:  "id store_order_id kind amount currency restocked created_at", because: taxLaw,
	},
	// A store's team writes notes to itself, about the order and so about its buyer.
	{
		name: "orders.notes", title: "orderNotes", rows: ownPart,
		goes: "id store_order_id created_at", plain: "author_id",
		secret: reasons{"body": "the team's own words, for which the store answers itself"},
	},
	{
		name: "orders.invoices", title: "invoices", rows: ownPart,
		keep: "store_order_id store_id sequence number seller issued_at", because: taxLaw + "; it names the seller alone",
	},
	{name: "orders.invoice_numbers", plain: "store_id last"},
	{name: "orders.store_requests", plain: "store_id key digest claimed_at"},
	{
		name: "orders.items", title: "orderItems", rows: "order_id = ANY(@orders)",
		keep: "id order_id store_order_id position name sku options quantity unit_price_amount currency " +
			"shipped_quantity cancelled_quantity refunded_quantity restocked_quantity",
		because: taxLaw, plain: "variant_id product_id product_slug image",
	},
	{
		name: "orders.store_orders", title: "storeOrders", rows: "order_id = ANY(@orders)",
		keep: "id order_id store_id status subtotal_amount refunded_amount currency placed_at", because: taxLaw, plain: "version",
	},
	{
		name: "orders.orders", title: "orders", rows: "id = ANY(@orders)",
		blank: expressions{"user_id": "NULL", "email": "''", "locale": "''"},
		keep:  "id number cart_id status total_amount refunded_amount currency placed_at expires_at paid_at", because: taxLaw,
		plain: "stock_released_at version",
	},
	{
		name: "payments.refunds", title: "refunds", rows: "payment_id IN (SELECT id FROM payments.payments WHERE order_id = ANY(@orders))",
		keep: "id payment_id amount currency reason status provider_ref created_at processed_at", because: taxLaw,
		plain: "attempts next_attempt_at problem retries",
	},
	{
		name: "payments.payments", title: "payments", rows: "order_id = ANY(@orders)",
		blank: expressions{
			"url": "NULL",
			// What is not named here is dropped, so that a new field is, too.
			"session": `jsonb_build_object('PaymentID', session->'PaymentID', 'OrderID', session->'OrderID', 'OrderNumber', session->'OrderNumber',
				'Lines', session->'Lines', 'ExpiresAt', session->'ExpiresAt', 'IdempotencyKey', session->'IdempotencyKey')`,
		},
		keep:    "id order_id provider provider_ref provider_intent status amount captured_amount refunded_amount currency created_at processed_at",
		because: taxLaw + "; refunds and disputes go by the provider's reference",
		plain:   "next_check_at checks problem",
	},
	// The buyer is cut out of an event before it is stored.
	{name: "payments.webhook_events", plain: "id provider event_id type payload received_at deliveries processed_at outcome"},
	{name: "payments.redactions", plain: "payment_id provider_ref requested_at next_check_at checks done_at problem"},

	// What we wrote to somebody. The content is there until a mail is sent.
	{
		name: "notify.mails", title: "mails", rows: "user_id = @user OR lower(recipient) = ANY(@emails)",
		goes:   "id user_id kind cause recipient locale subject status attempts problem created_at sent_at",
		secret: reasons{"html": carriesLinks, "text": carriesLinks},
	},

	// What somebody does not want to be written to about, and whether mails arrive.
	{
		name: "notify.opt_outs", title: "mailOptOuts", rows: "user_id = @user OR address_digest IN (" + ownDigests + ")",
		goes: "user_id topic since", secret: reasons{"address_digest": "a fingerprint of the address, which is in the copy itself"},
	},
	{
		name: "notify.refused_addresses", title: "refusedMails", rows: "address_digest IN (" + ownDigests + ")",
		goes: "answer since", secret: reasons{"address_digest": "a fingerprint of the address, which is in the copy itself"},
	},

	// What somebody waits for, and what they do not want to hear of.
	{
		name: "stockwatch.wishes", title: "stockWishes", rows: "user_id = @user OR email = ANY(@emails)",
		goes: "id variant_id user_id email locale created_at confirmed_at due_at told_at",
	},
	{name: "stockwatch.silences", title: "stockSilences", rows: "user_id = @user", goes: "store_id user_id since"},

	// What was done. The log says who by an id, which leads nowhere once the
	// account is gone, and what a request came from is apart from it.
	{
		name: "audit.origins", title: "origins", rows: "seq IN (SELECT seq FROM audit.entries WHERE " + ownEntry + ")",
		goes: "seq recorded_at ip user_agent", secret: reasons{"salt": "it only makes another value hard to guess"},
	},
	{
		name: "audit.entries", title: "auditEntries", rows: ownEntry + " OR target_kind = 'user' AND target_id = @user::text",
		keep:    "seq at actor_id action target_kind target_id store_id details",
		because: "accountability (GDPR Art. 5(2)): the log proves itself only as a whole, and an id names nobody any more",
		plain:   "origin_digest previous_hash hash",
	},
	{name: "audit.head", plain: "one seq hash"},

	{
		name: "privacy.consents", title: "consents", rows: "user_id = @user",
		goes: "id user_id purpose granted version recorded_at",
	},
	{
		name: "privacy.exports", title: "exports", rows: "user_id = @user",
		goes: "id user_id status bytes requested_at ready_at expires_at",
	},

	{
		name: "auth.users", title: "account", rows: "id = @user",
		goes:   "id email name role locale email_verified_at blocked_at is_demo created_at updated_at",
		secret: reasons{"password_hash": opensAccount}, plain: "version",
	},

	// What other systems are told of: ids alone. What they answer is kept for 30 days. An
	// id of somebody in created_by leads nowhere once the account is gone.
	{
		name: "webhooks.endpoints", plain: "id store_id slot url description event_types status paused_because paused_at sealed_secret " +
			"sealed_previous previous_until failing_since failures slow version created_by created_at updated_at",
	},
	{
		name: "webhooks.attempts", plain: "delivery_id number began_at duration_ms result status_code request_headers response_headers response_body response_cut",
	},
	{
		name: "webhooks.deliveries", plain: "id endpoint_id event_id event_type event_at body status attempts tries next_attempt_at leased_until " +
			"last_result last_status_code created_at finished_at",
	},

	// What is for sale.
	// Files of products. An id of somebody in created_by leads nowhere once the
	// account is gone.
	{
		name: "imports.imports", plain: "id store_id created_by file_name bytes format delimiter columns samples suggested mapping on_bad_row what_to_do " +
			"status failure failures position position_row row_count product_count created_count updated_count unchanged_count left_out_count " +
			"bad_rows bad_products warning_count problem_count pictures pictures_done pictures_failed created_at started_at touched_at " +
			"finished_at file_until file_kept",
	},
	{name: "imports.problems", plain: "import_id seq row column_name kind code message row_start row_bytes"},
	{name: "imports.handles", plain: "import_id slug"},
	{name: "imports.pictures", plain: "import_id product_id wanted"},
	{name: "imports.mappings", plain: "store_id column_name field updated_at"},
	{name: "catalog.attribute_values", plain: "product_id attribute_id text_value number_value boolean_value"},
	{name: "catalog.attributes", plain: "id category_id name kind unit choices required filterable position version"},
	{
		name: "catalog.bulk_edit_rows", plain: "bulk_edit_id number product_id product_name product_version variant_id options field " +
			"before after problem undo_problem",
	},
	{name: "catalog.bulk_edits", plain: "id store_id status products created_at applied_at undone_at"},
	{name: "catalog.categories", plain: "id parent_id slug name position version"},
	{name: "catalog.images", plain: "id product_id position media_key width height alt focus_x focus_y"},
	{name: "catalog.shut_stores", plain: "store_id hidden holiday until shut_at"},
	{name: "catalog.inventory", plain: "variant_id quantity_available quantity_received movement_count low_at low_at_is_own"},
	{name: "catalog.stock_alerts", plain: "variant_id store_id level since untold returned_at"},
	// An actor's id leads nowhere once the account is gone, and neither does an order's.
	{
		name:  "catalog.stock_movements",
		plain: "variant_id number delta quantity_after reason actor_id order_id note request_key request_digest created_at",
	},
	{name: "catalog.stock_settings", plain: "store_id low_at version updated_at"},
	{name: "catalog.product_options", plain: "product_id position name values"},
	{
		name: "catalog.products", plain: "id store_id category_id slug name description brand tags status price_amount compare_at_amount " +
			"price_varies variant_count currency image seo_title seo_description version created_at updated_at search status_before status_changed_at",
	},
	{name: "catalog.price_changes", plain: "variant_id changed_at price_amount compare_at_amount currency"},
	{name: "catalog.related_products", plain: "product_id position related_id"},
	{
		name: "catalog.variants", plain: "id product_id position sku barcode options price_amount compare_at_amount currency " +
			"weight_grams image_position archived_at",
	},

	{name: "media.images", plain: "id store_id media_key width height added_at used_at"},
	{name: "media.uploads", plain: "id store_id content_type bytes created_at image_id"},
	{name: "media.sweeps", plain: "one folder"},
	// What was sold and looked at, as sums that name nobody.
	{name: "analytics.settings", plain: "only_row timezone begun_at recount_from"},
	{name: "analytics.counted", plain: "id"},
	{
		name:  "analytics.deltas",
		plain: "id at store_id product_id gross_amount refunded_amount purchases orders sales units returned views visits carts",
	},
	{name: "analytics.store_days", plain: "store_id day gross_amount refunded_amount orders units returned views visits carts"},
	{name: "analytics.store_months", plain: "month store_id gross_amount refunded_amount orders units returned views visits carts"},
	{name: "analytics.product_days", plain: "store_id day product_id gross_amount refunded_amount orders units returned views carts"},
	{name: "analytics.product_months", plain: "store_id month product_id gross_amount refunded_amount orders units returned views carts"},
	{name: "analytics.market_days", plain: "day gross_amount refunded_amount orders units returned views visits carts"},
	{name: "analytics.stock_days", plain: "store_id day value_amount units variants sold_out counted_at"},

	// Jobs carry ids alone: internal/arch looks at what events and errands hold.
	{
		name: "jobs.river_job", plain: "id state attempt max_attempts attempted_at created_at finalized_at scheduled_at priority args " +
			"attempted_by errors kind metadata queue tags unique_key unique_states",
	},
	{name: "stocksync.messages", plain: "source id digest processed_at"},
	{name: "backup.heartbeat", plain: "single at archived_at base_at base_bytes"},
	{name: "stocksync.levels", plain: "variant_id true_at"},
	{name: "events.feed", plain: "follower seq id name aggregate_id at payload cause"},
	{name: "events.followers", plain: "name holder held_until"},
	{name: "jobs.river_leader", plain: "elected_at expires_at leader_id name"},
	{name: "jobs.river_migration", plain: "line version created_at"},
	{name: "jobs.river_notification", plain: "id created_at payload topic"},
	{name: "jobs.river_queue", plain: "name created_at metadata paused_at updated_at"},
	{name: "public.goose_db_version", plain: "id version_id is_applied tstamp"},

	// The simulator is another company, which we ask to forget: see package
	// payments. It is there in development only.
	{name: "stripesim.objects", at: provider, goes: "body", plain: "seq id kind created expires_at"},
	{name: "stripesim.deliveries", at: provider, plain: "id event_id due_at attempts answer done_at"},
	{name: "stripesim.idempotency", at: provider, goes: "answer fingerprint", plain: "key created_at"},
}

// Conditions that are used more than once.
const (
	// ownOrder finds the orders of a person: those of the account, and those that
	// a guest placed with an address that is proven to be the person's.
	ownOrder = "user_id = @user OR user_id IS NULL AND lower(email) = ANY(@emails)"
	ownCart  = "user_id = @user OR merged_into IN (SELECT id FROM cart.carts WHERE user_id = @user)" +
		" OR id IN (SELECT cart_id FROM orders.orders WHERE id = ANY(@orders))"
	// ownPart finds what hangs on the parts of a person's orders.
	ownPart = "store_order_id IN (SELECT id FROM orders.store_orders WHERE order_id = ANY(@orders))"
	// ownDigests are the fingerprints of a person's addresses.
	ownDigests = "SELECT sha256(convert_to(e, 'UTF8')) FROM unnest(@emails::text[]) e"
	// ownEntry finds what a person did, and what somebody who was not signed in
	// did to the person's account: a failed sign-in, for example.
	ownEntry = "(actor_id = @user OR actor_id IS NULL AND target_kind = 'user' AND target_id = @user::text)"
)

// Why something does not go, or is not shown.
const (
	opensAccount = "with it somebody could get into the account"
	carriesLinks = "it may carry a link that opens the account"
	taxLaw       = "books and tax records have to be kept, ten years in Germany (§ 147 AO, § 14b UStG); without the buyer they name nobody"
)

const (
	// noText is for columns that may not be empty in the API.
	noText = "'–'"
	// provider holds what only the payment provider can erase.
	provider = "the payment provider"
)
