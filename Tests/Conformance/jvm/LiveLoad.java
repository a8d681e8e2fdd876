import java.io.FileWriter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import javax.management.ObjectName;

/**
 * A service with a known live set and a known load.
 *
 * It keeps live=MIB of small arrays alive, replaces churn=MIB of them a second, and answers requests that come at
 * a fixed rate whether it keeps up or not; each request throws away 64 KiB, which makes alloc=MIB a second. After
 * secs=SECONDS it prints one line of JSON. nmt=FILE takes what native memory tracking says at the end.
 */
public final class LiveLoad {
  private static final int ARRAY = 1000;
  private static final int PAGE = 1024;
  private static final int REQUEST = 64 << 10;
  private static volatile Object sink;

  public static void main(String[] arguments) throws Exception {
    long live = 300, alloc = 300, churn = 20, seconds = 30;
    String tracking = null;
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      switch (pair[0]) {
        case "live": live = Long.parseLong(pair[1]); break;
        case "alloc": alloc = Long.parseLong(pair[1]); break;
        case "churn": churn = Long.parseLong(pair[1]); break;
        case "secs": seconds = Long.parseLong(pair[1]); break;
        case "nmt": tracking = pair[1]; break;
        default: throw new IllegalArgumentException(argument);
      }
    }
    byte[][][] kept = fill(live);
    long perRequest = REQUEST;
    double rate = alloc * (double) (1 << 20) / perRequest;
    double replaced = churn * (double) (1 << 20) / ARRAY;
    long start = System.nanoTime(), done = 0, swapped = 0, seed = 42;
    while (true) {
      double elapsed = (System.nanoTime() - start) / 1e9;
      if (elapsed >= seconds) break;
      long due = (long) (elapsed * rate);
      if (done >= due) {
        Thread.sleep(2);
        continue;
      }
      request();
      done++;
      for (; swapped < elapsed * replaced; swapped++) {
        seed = seed * 6364136223846793005L + 1442695040888963407L;
        int place = (int) ((seed >>> 33) % ((long) kept.length * PAGE));
        kept[place / PAGE][place % PAGE] = new byte[ARRAY];
      }
    }
    long offered = (long) (seconds * rate);
    long young = 0, full = 0;
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      String name = bean.getName();
      boolean isFull = name.equals("G1 Old Generation") || name.endsWith("MarkSweep") || name.equals("MarkSweepCompact");
      if (isFull) full += bean.getCollectionCount(); else young += bean.getCollectionCount();
    }
    com.sun.management.OperatingSystemMXBean system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    if (tracking != null) track(tracking);
    System.out.println("{\"offered\":" + offered + ",\"done\":" + Math.min(done, offered)
        + ",\"live_bytes\":" + live * (1 << 20) + ",\"max_memory_bytes\":" + Runtime.getRuntime().maxMemory()
        + ",\"cpu_seconds\":" + system.getProcessCpuTime() / 1e9 + ",\"seconds\":" + seconds
        + ",\"young_collections\":" + young + ",\"full_collections\":" + full + "}");
    sink = kept;
  }

  /** So many MiB of arrays, their headers and the pages that hold them counted. */
  private static byte[][][] fill(long live) {
    long bytes = live << 20;
    // 16 bytes of header each, and 4 in the page.
    int arrays = (int) (bytes / (ARRAY + 20));
    byte[][][] kept = new byte[Math.max(1, arrays / PAGE)][PAGE][];
    for (byte[][] page : kept) {
      for (int index = 0; index < PAGE; index++) page[index] = new byte[ARRAY];
    }
    return kept;
  }

  private static void request() {
    int rest = REQUEST;
    byte[] last = null;
    while (rest > 0) {
      last = new byte[1008];
      last[rest % last.length] = 1;
      rest -= 1024;
    }
    sink = last;
  }

  private static void track(String file) throws Exception {
    Object text = ManagementFactory.getPlatformMBeanServer().invoke(
        new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmNativeMemory",
        new Object[] {new String[] {"summary"}}, new String[] {String[].class.getName()});
    try (FileWriter writer = new FileWriter(file)) {
      writer.write(text.toString());
    }
  }
}
