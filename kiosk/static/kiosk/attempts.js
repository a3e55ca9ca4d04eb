/** The queue of attempts on the device: written to IndexedDB before anything is sent, deleted by acknowledged id (K1, K2). */

const NAME = "nuancan-kiosk";
const VERSION = 1;

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    transaction.onerror = () => reject(transaction.error);
  });
}

/** Two tables: `attempts` (the queue, as it will be sent, in order of sequence) and `kept` (list, counter, seen). */
export class Attempts {
  #database;

  constructor(database) {
    this.#database = database;
  }

  static async open() {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("attempts", { keyPath: "sequence" }).createIndex("id", "id", { unique: true });
      request.result.createObjectStore("kept");
    };
    const database = await settled(request);
    // another tab with a newer page must not wait for this one
    database.onversionchange = () => database.close();
    return new Attempts(database);
  }

  /** Number the item and write it down; what returns is durable and is exactly what will be sent, now or after a reload. */
  async add(item) {
    const transaction = this.#writing(["attempts", "kept"]);
    const done = finished(transaction);
    const kept = transaction.objectStore("kept");
    // the number and the item are written together: no number is used twice, none is skipped by a crash
    const sequence = ((await settled(kept.get("sequence"))) ?? 0) + 1;
    const numbered = { ...item, sequence };
    kept.put(sequence, "sequence");
    transaction.objectStore("attempts").add(numbered);
    await done;
    return numbered;
  }

  /** Return up to `limit` waiting items, the oldest first. */
  async waiting(limit) {
    const store = this.#database.transaction("attempts").objectStore("attempts");
    return settled(store.getAll(null, limit));
  }

  async count() {
    return settled(this.#database.transaction("attempts").objectStore("attempts").count());
  }

  /** Delete exactly the items whose ids the server acknowledged. */
  async remove(ids) {
    const transaction = this.#writing(["attempts"]);
    const done = finished(transaction);
    const store = transaction.objectStore("attempts");
    for (const id of ids) {
      const key = await settled(store.index("id").getKey(id));
      if (key !== undefined) store.delete(key);
    }
    await done;
  }

  async kept(key) {
    return settled(this.#database.transaction("kept").objectStore("kept").get(key));
  }

  async keep(key, value) {
    const transaction = this.#writing(["kept"]);
    const done = finished(transaction);
    const store = transaction.objectStore("kept");
    if (value === null) store.delete(key);
    else store.put(value, key);
    await done;
  }

  #writing(stores) {
    // strict: the promise resolves when the disk has it, not when the operating system has heard of it
    return this.#database.transaction(stores, "readwrite", { durability: "strict" });
  }
}
