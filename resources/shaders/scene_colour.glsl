// What a surface is painted with, what the scene's light makes of it, and how that is shown. With TEXTURED defined, the
// paint of a vertex is a place in a texture, otherwise a colour. With HARMONICS defined the light is a polynomial in the
// normal, otherwise LAMPS lamps. All of it is linear until `encoded`.

#ifdef TEXTURED
uniform sampler2D texels;
uniform vec3 tint;
#endif

#ifdef HARMONICS
uniform vec3 harmonics[9];
#endif

#ifdef LAMPS
uniform vec3 ambient;
uniform vec3 lamp_directions[LAMPS];
uniform vec3 lamp_colours[LAMPS];
#endif

vec3 albedo_of(vec3 paint) {
#ifdef TEXTURED
    return tint * texture(texels, paint.xy).rgb;
#else
    return paint;
#endif
}

vec3 shading_of(vec3 normal) {
#if defined(HARMONICS)
    float x = normal.x, y = normal.y, z = normal.z;
    return harmonics[0] + harmonics[1] * y + harmonics[2] * z + harmonics[3] * x + harmonics[4] * (x * y) +
           harmonics[5] * (y * z) + harmonics[6] * (3.0 * z * z - 1.0) + harmonics[7] * (x * z) +
           harmonics[8] * (x * x - y * y);
#elif defined(LAMPS)
    vec3 light = ambient;
    for (int i = 0; i < LAMPS; ++i) {
        light += max(dot(normal, lamp_directions[i]), 0.0) * lamp_colours[i];
    }
    return light;
#else
    return vec3(1.0);
#endif
}

// IEC 61966-2-1.
vec3 encoded(vec3 colour_linear) {
    vec3 c = clamp(colour_linear, 0.0, 1.0);
    vec3 curve = 1.055 * pow(max(c, vec3(0.0031308)), vec3(1.0 / 2.4)) - 0.055;
    return mix(12.92 * c, curve, step(vec3(0.0031308), c));
}
