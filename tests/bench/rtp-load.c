// RTP for many legs at 50 packets a second each way, from one thread. It reads lines from standard input:
//   add LOCAL_IP LOCAL_PORT REMOTE_IP REMOTE_PORT   one leg
//   report                                          prints what came since the last report, as one line of JSON
//   stop
// Each packet bears its frame's number and the moment of its sending, in bytes that G.711 keeps through decoding and
// encoding. The delay is taken from just before `sendto` to the kernel's stamp on arrival, so that this program's own
// lateness is not counted as the edge's.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_LEGS = 8192, PACKET = 172, FRAME_AT = 12, TIME_AT = 16, BUCKETS = 20000, WINDOW = 64 };

struct leg {
  int fd, phase, hears;
  struct sockaddr_in remote;
  uint32_t sent, got;
  uint16_t next;  // the number of the frame that is to come
  uint64_t seen;  // which of the 64 before it have come
  unsigned char packet[PACKET];
};

static struct leg legs[MOST_LEGS];
static int leg_count, epoll_fd;
// Since the last report. Delays in classes of 0.05 ms.
static uint64_t sent, received, lost, strange, duplicates, reordered, delays[BUCKETS + 1];
static double most_ms, own_lateness_ms;

static uint64_t now_us(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void write_number(unsigned char *at, uint32_t value, int nibbles) {
  for (int i = 0; i < nibbles; i++) at[i] = 0x90 | ((value >> (4 * (nibbles - 1 - i))) & 15);
}

static int read_number(const unsigned char *at, int nibbles, uint32_t *value) {
  *value = 0;
  for (int i = 0; i < nibbles; i++) {
    if ((at[i] & 0xf0) != 0x90) return 0;
    *value = *value << 4 | (at[i] & 15);
  }
  return 1;
}

static void add(const char *local_ip, int local_port, const char *remote_ip, int remote_port) {
  // The digital milliwatt (ITU-T G.711 table 5).
  static const unsigned char tone[8] = {0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e};
  struct leg *leg = &legs[leg_count];
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(local_port)};
  inet_pton(AF_INET, local_ip, &local.sin_addr);
  leg->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (leg->fd < 0 || bind(leg->fd, (struct sockaddr *)&local, sizeof local) != 0) {
    perror("a leg's socket");
    exit(1);
  }
  int on = 1;
  setsockopt(leg->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  leg->remote = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(remote_port)};
  inet_pton(AF_INET, remote_ip, &leg->remote.sin_addr);
  // Telephones are not in step with one another.
  leg->phase = (leg_count * 7) % 20;
  leg->packet[0] = 0x80;
  uint32_t ssrc = htonl(0x10000 + leg_count);
  memcpy(leg->packet + 8, &ssrc, 4);
  for (int i = 12; i < PACKET; i++) leg->packet[i] = tone[i % 8];
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = leg_count};
  epoll_ctl(epoll_fd, EPOLL_CTL_ADD, leg->fd, &event);
  leg_count++;
}

static void send_frame(struct leg *leg) {
  uint16_t sequence = htons(leg->sent);
  uint32_t timestamp = htonl(leg->sent * 160);
  memcpy(leg->packet + 2, &sequence, 2);
  memcpy(leg->packet + 4, &timestamp, 4);
  write_number(leg->packet + FRAME_AT, leg->sent & 0xffff, 4);
  write_number(leg->packet + TIME_AT, now_us(CLOCK_REALTIME), 8);
  sendto(leg->fd, leg->packet, PACKET, 0, (struct sockaddr *)&leg->remote, sizeof leg->remote);
  leg->sent++;
  sent++;
}

static void count(struct leg *leg, uint16_t frame) {
  int ahead = leg->hears ? (int16_t)(frame - leg->next) : 0;
  leg->hears = 1;
  if (ahead >= 0) {
    lost += ahead;
    leg->seen = ahead >= WINDOW - 1 ? 1 : leg->seen << (ahead + 1) | 1;
    leg->next = frame + 1;
  } else if (ahead >= -WINDOW) {
    uint64_t bit = (uint64_t)1 << (-ahead - 1);
    if (leg->seen & bit) duplicates++;
    else {
      leg->seen |= bit;
      reordered++;
      if (lost > 0) lost--;
    }
  }
}

static void receive(struct leg *leg) {
  for (;;) {
    unsigned char bytes[2048];
    char control[128];
    struct iovec part = {bytes, sizeof bytes};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(leg->fd, &message, 0);
    if (length < 0) {
      if (errno == ECONNREFUSED || errno == EINTR) continue;
      return;
    }
    uint32_t frame, time_us;
    received++;
    leg->got++;
    if (length < PACKET || !read_number(bytes + FRAME_AT, 4, &frame) || !read_number(bytes + TIME_AT, 8, &time_us)) {
      strange++;
      continue;
    }
    count(leg, frame);
    uint64_t at_us = now_us(CLOCK_REALTIME);
    struct cmsghdr *stamp = CMSG_FIRSTHDR(&message);
    if (stamp && stamp->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec t;
      memcpy(&t, CMSG_DATA(stamp), sizeof t);
      at_us = (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
    }
    int32_t delay_us = (int32_t)((uint32_t)at_us - time_us);
    if (delay_us < 0) delay_us = 0;
    if (delay_us / 1e3 > most_ms) most_ms = delay_us / 1e3;
    delays[delay_us / 50 > BUCKETS ? BUCKETS : delay_us / 50]++;
  }
}

static double percentile_ms(double share) {
  uint64_t total = 0, seen = 0;
  for (int i = 0; i <= BUCKETS; i++) total += delays[i];
  for (int i = 0; total > 0 && i <= BUCKETS; i++) {
    seen += delays[i];
    if (seen >= share * total) return (i + 1) * 0.05;
  }
  return -1;
}

static void report(void) {
  uint32_t least = leg_count == 0 ? 0 : UINT32_MAX;
  for (int i = 0; i < leg_count; i++) {
    if (legs[i].got < least) least = legs[i].got;
    legs[i].got = 0;
  }
  printf("{\"legs\":%d,\"sent\":%lu,\"received\":%lu,\"lost\":%lu,\"strange\":%lu,\"duplicates\":%lu,\"reordered\":%lu,"
         "\"leastOnALeg\":%u,\"delayMsP50\":%.2f,\"delayMsP99\":%.2f,\"delayMsP999\":%.2f,\"delayMsMost\":%.2f,"
         "\"ownLatenessMs\":%.2f}\n",
         leg_count, sent, received, lost, strange, duplicates, reordered, least, percentile_ms(0.5), percentile_ms(0.99),
         percentile_ms(0.999), most_ms, own_lateness_ms);
  fflush(stdout);
  sent = received = lost = strange = duplicates = reordered = 0;
  most_ms = own_lateness_ms = 0;
  memset(delays, 0, sizeof delays);
}

static int obey(void) {
  static char input[1 << 16];
  static size_t filled;
  ssize_t length = read(0, input + filled, sizeof input - filled - 1);
  if (length == 0) return 0;
  if (length < 0) return 1;
  filled += length;
  input[filled] = 0;
  char *line = input, *end;
  while ((end = strchr(line, '\n'))) {
    *end = 0;
    char local[64], remote[64];
    int local_port, remote_port;
    if (sscanf(line, "add %63s %d %63s %d", local, &local_port, remote, &remote_port) == 4 && leg_count < MOST_LEGS)
      add(local, local_port, remote, remote_port);
    else if (strcmp(line, "report") == 0) report();
    else if (strcmp(line, "stop") == 0) return 0;
    line = end + 1;
  }
  filled -= line - input;
  memmove(input, line, filled);
  return 1;
}

int main(void) {
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
  uint64_t due_us = now_us(CLOCK_MONOTONIC);
  for (uint64_t ms = 0;; ms++) {
    due_us += 1000;
    struct timespec at = {due_us / 1000000, due_us % 1000000 * 1000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
    double late_ms = (double)(int64_t)(now_us(CLOCK_MONOTONIC) - due_us) / 1e3;
    if (late_ms > own_lateness_ms) own_lateness_ms = late_ms;
    // A burst after a stall would measure this program and not the edge.
    if (late_ms > 50) due_us += late_ms * 1e3;
    if (!obey()) return 0;
    for (int i = 0; i < leg_count; i++)
      if (legs[i].phase == (int)(ms % 20)) send_frame(&legs[i]);
    struct epoll_event events[512];
    for (int ready; (ready = epoll_wait(epoll_fd, events, 512, 0)) > 0;)
      for (int i = 0; i < ready; i++) receive(&legs[events[i].data.u32]);
  }
}
