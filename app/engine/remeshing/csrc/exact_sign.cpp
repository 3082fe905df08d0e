// SPDX-License-Identifier: MIT
#include "exact_sign.h"

#include <limits>

namespace photosculpture {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon() / 2;
constexpr double plane_error = (7 + 56 * epsilon) * epsilon, line_error = (3 + 16 * epsilon) * epsilon;
constexpr double splitter = 134217729;  // 2^27 + 1

int sign(double x) { return (x > 0) - (x < 0); }

// A number as a sum of doubles that do not overlap, smallest first and none of them zero.
template <int capacity>
struct Expansion {
  double parts[capacity];
  int count = 0;

  void add(double part) {
    if (part != 0) parts[count++] = part;
  }
  int sign_of() const { return count > 0 ? sign(parts[count - 1]) : 0; }
};

// a + b = sum + error, without rounding.
double two_sum(double a, double b, double& error) {
  const double sum = a + b, b_part = sum - a;
  error = (a - (sum - b_part)) + (b - b_part);
  return sum;
}

void halves(double a, double& high, double& low) {
  const double c = splitter * a;
  high = c - (c - a);
  low = a - high;
}

// a * b = product + error, without rounding. Not std::fma, which is slow where the processor lacks it.
double two_product(double a, double b, double& error) {
  const double product = a * b;
  double a_high, a_low, b_high, b_low;
  halves(a, a_high, a_low);
  halves(b, b_high, b_low);
  error = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low);
  return product;
}

Expansion<2> difference(double a, double b) {
  Expansion<2> result;
  double error;
  const double high = two_sum(a, -b, error);
  result.add(error);
  result.add(high);
  return result;
}

template <int n, int m>
Expansion<n + m> operator+(const Expansion<n>& a, const Expansion<m>& b) {
  Expansion<n + m> result;
  int i = 0, j = 0;
  const auto smallest_left = [&] {
    const bool from_a = j >= b.count || (i < a.count && std::abs(a.parts[i]) < std::abs(b.parts[j]));
    return from_a ? a.parts[i++] : b.parts[j++];
  };
  if (a.count + b.count == 0) return result;
  double sum = smallest_left(), error;
  while (i < a.count || j < b.count) {
    sum = two_sum(sum, smallest_left(), error);
    result.add(error);
  }
  result.add(sum);
  return result;
}

template <int n>
Expansion<2 * n> operator*(const Expansion<n>& a, double b) {
  Expansion<2 * n> result;
  double carried = 0, error;
  for (int i = 0; i < a.count; ++i) {
    double low;
    const double high = two_product(a.parts[i], b, low);
    const double sum = two_sum(carried, low, error);
    result.add(error);
    carried = two_sum(high, sum, error);
    result.add(error);
  }
  result.add(carried);
  return result;
}

template <int n>
Expansion<4 * n> operator*(const Expansion<n>& a, const Expansion<2>& b) {
  Expansion<4 * n> result;
  if (b.count == 1) {
    const Expansion<2 * n> product = a * b.parts[0];
    for (int i = 0; i < product.count; ++i) result.add(product.parts[i]);
  } else if (b.count == 2) {
    result = a * b.parts[0] + a * b.parts[1];
  }
  return result;
}

template <int n>
Expansion<n> operator-(Expansion<n> a) {
  for (int i = 0; i < a.count; ++i) a.parts[i] = -a.parts[i];
  return a;
}

struct ExactVector {
  Expansion<2> x, y, z;
};

ExactVector exact_difference(Vector3 a, Vector3 b) {
  return {difference(a.x, b.x), difference(a.y, b.y), difference(a.z, b.z)};
}

Expansion<16> exact_cross(const Expansion<2>& ax, const Expansion<2>& ay, const Expansion<2>& bx,
                          const Expansion<2>& by) {
  return ax * by + -(ay * bx);
}

int exact_side_of_plane(Vector3 a, Vector3 b, Vector3 c, Vector3 d) {
  const ExactVector u = exact_difference(a, d), v = exact_difference(b, d), w = exact_difference(c, d);
  return -(exact_cross(v.x, v.y, w.x, w.y) * u.z + exact_cross(v.y, v.z, w.y, w.z) * u.x +
           exact_cross(v.z, v.x, w.z, w.x) * u.y)
              .sign_of();
}

}  // namespace

int side_of_plane(Vector3 a, Vector3 b, Vector3 c, Vector3 d) {
  const Vector3 u = a - d, v = b - d, w = c - d;
  const double vw_x = v.y * w.z, wv_x = v.z * w.y, vw_y = v.z * w.x, wv_y = v.x * w.z, vw_z = v.x * w.y,
               wv_z = v.y * w.x;
  const double value = u.x * (vw_x - wv_x) + u.y * (vw_y - wv_y) + u.z * (vw_z - wv_z);
  const double bound = plane_error * (std::abs(u.x) * (std::abs(vw_x) + std::abs(wv_x)) +
                                      std::abs(u.y) * (std::abs(vw_y) + std::abs(wv_y)) +
                                      std::abs(u.z) * (std::abs(vw_z) + std::abs(wv_z)));
  return std::abs(value) > bound || bound == 0 ? -sign(value) : exact_side_of_plane(a, b, c, d);
}

int turn(Vector3 a, Vector3 b, Vector3 c, int dropped) {
  const int x = (dropped + 1) % 3, y = (dropped + 2) % 3;
  const double left = (a[x] - c[x]) * (b[y] - c[y]), right = (a[y] - c[y]) * (b[x] - c[x]);
  const double value = left - right, bound = line_error * (std::abs(left) + std::abs(right));
  if (std::abs(value) > bound || bound == 0) return sign(value);
  return exact_cross(difference(a[x], c[x]), difference(a[y], c[y]), difference(b[x], c[x]), difference(b[y], c[y]))
      .sign_of();
}

}  // namespace photosculpture
