# docker build -t neume . && docker run --rm -v "$PWD:/work" neume song.wav
FROM debian:12-slim AS build
WORKDIR /neume
COPY . .
RUN sh setup.sh packages

# The packages in a system that has nothing else: what they forget to ask for is missing here.
FROM debian:12-slim AS check
COPY --from=build /neume/build-deb/ /debs/
RUN rm -rf /debs/*/ && apt-get update && apt-get install -y --no-install-recommends /debs/*.deb timgm6mb-soundfont
COPY tests/fuzz/corpus/smf/after_end.mid /a.mid
RUN neume render -q /a.mid -o /a.wav && neume -q --mode poly /a.wav -o /b.mid && neume compare -q /a.wav /b.mid && \
    python3 -c 'import neume; print(neume.transcribe("/a.wav").notes); neume.render("/a.mid")'

# From there, so that nothing unchecked comes here.
FROM debian:12-slim
RUN --mount=type=bind,from=check,source=/debs,target=/debs apt-get update && \
    apt-get install -y --no-install-recommends /debs/neume_*.deb timgm6mb-soundfont && rm -rf /var/lib/apt/lists/*
WORKDIR /work
ENTRYPOINT ["neume"]
