// SPDX-License-Identifier: MIT
// Points and directions on the image plane, in pixels.
#pragma once

#include "platform.h"

PS_NAMESPACE_BEGIN

template <class T>
struct Vector2 {
  T x, y;
};

template <class T>
PS_HD Vector2<T> operator+(Vector2<T> a, Vector2<T> b) {
  return {a.x + b.x, a.y + b.y};
}
template <class T>
PS_HD Vector2<T> operator-(Vector2<T> a, Vector2<T> b) {
  return {a.x - b.x, a.y - b.y};
}
template <class T>
PS_HD Vector2<T> operator*(T s, Vector2<T> a) {
  return {s * a.x, s * a.y};
}
template <class T>
PS_HD T dot(Vector2<T> a, Vector2<T> b) {
  return a.x * b.x + a.y * b.y;
}
// z of the cross product; positive where b lies to the right of a on the screen (x right, y down).
template <class T>
PS_HD T cross(Vector2<T> a, Vector2<T> b) {
  return a.x * b.y - a.y * b.x;
}
template <class T>
PS_HD Vector2<T> lerp(Vector2<T> a, Vector2<T> b, T t) {
  return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}
template <class T>
PS_HD T min_of(T a, T b) {
  return b < a ? b : a;
}
template <class T>
PS_HD T max_of(T a, T b) {
  return a < b ? b : a;
}
template <class T>
PS_HD T abs_of(T value) {
  return value < T(0) ? -value : value;
}
template <class T>
PS_HD T clamp(T value, T low, T high) {
  return value < low ? low : (value > high ? high : value);
}

// Sign of the area of (a, b, c): +1 where c lies on the positive side of a -> b, 0 where the three are collinear.
// In double: the differences of two floats and the products of two such differences are (nearly always) exact there,
// so that neighbours which share an edge never disagree about it.
template <class T>
PS_HD int orientation(Vector2<T> a, Vector2<T> b, Vector2<T> c) {
  const double left = (double(b.x) - double(a.x)) * (double(c.y) - double(a.y));
  const double right = (double(b.y) - double(a.y)) * (double(c.x) - double(a.x));
  return int(left > right) - int(left < right);
}

PS_NAMESPACE_END
